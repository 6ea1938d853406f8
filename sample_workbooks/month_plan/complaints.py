"""The complaints register from July on: sixteen rows, some with times of day and some without."""

from __future__ import annotations

from datetime import date, datetime

from month_plan.truth import Complaint, Customer, Mistake

_Moment = datetime | date | None


def _at(text: str) -> _Moment:
    """Return ``10-12 09:10`` as a moment of 2026, ``10-12`` as a day."""
    if not text:
        return None
    day, _, clock = text.partition(" ")
    return datetime.fromisoformat(f"2026-{day}T{clock}") if clock else date.fromisoformat(f"2026-{day}")


#: number|received|content|stated type|types|owner|status|responded|planned|resolved|confirmed
_REGISTER = """
1009|07-06 09:20|主轴漏油,产线停了半天|产品质量|产品质量|陈静|已解决|07-06 09:50|07-06 16:30|07-07 15:00|07-09 10:00
1022|07-15 14:05|报修两天没人跟进|服务响应|服务响应|林佳慧|已解决|07-15 16:40|07-17 10:00|07-20 17:00|07-22 09:30
1054|07-28 10:30|续保收费比去年贵,要求说明|价格|价格费用|刘洋|已解决|07-28 11:10|07-29 09:00|07-30 09:30|
1034|08-11 08:55|到货外箱破损两件|物流|物流配送|何婷|已解决|08-11 09:30|08-11 17:00|08-13 08:30|08-14 15:00
1004|08-19 15:20|发票抬头错误,影响入账|发票|账务票据|陈静|已解决|08-19 15:45|08-20 10:00|08-21 11:00|08-25 10:00
1069|09-02 11:00|系统报表无法导出|功能操作|功能操作|林佳慧|已解决|09-02 11:40|09-02 18:00|09-03 17:30|09-04 16:00
1030|09-14|新到治具尺寸不符|产品质量|产品质量|刘洋|已解决|09-14|09-15|09-19|09-21
1045|09-22 13:40|现场人员态度生硬|态度|服务态度|陈静|已解决|09-22 14:10|09-23 09:00|09-24 10:00|
1003|10-09 09:10|视觉检测系统频繁掉线|系统性能|系统性能|陈静|已解决|10-09 09:40|10-09 15:30|10-10 17:00|10-12 10:20
1019|10-12 10:15|报修三天没人跟进|服务响应|服务响应|林佳慧|已解决|10-12 13:30|10-13 17:00|10-15 11:00|10-16 09:40
1007|10-13 16:20|交期延误一周,影响交货|交付周期|交付周期|刘洋|已解决|10-13 17:00|10-14 10:30|10-15 15:00|10-21 14:00
1033|10-15|少发两箱备件|物流配送|物流配送|何婷|已解决|10-15|10-16|10-20|10-21
1052|10-19 08:40|送料机运行时有异响|产品质量|产品质量|刘洋|处理中|10-19 09:20|10-20 08:30||
1064|10-21 14:50|发票迟迟未收到|账务票据|账务票据|何婷|已解决|10-21 15:20|10-22 09:00||
1016|10-26 09:30|售后电话打不通|服务响应|服务响应|林佳慧|处理中||||
1006|10-29 10:05|操作界面卡顿,换班时尤其明显|系统性能|系统性能|陈静|处理中|10-29 10:35|10-30 09:10|11-02 16:00|
"""


def make_complaints(by_number: dict[int, Customer]) -> list[Complaint]:
    """Return the register in its own order."""
    complaints = []
    for serial, row in enumerate(_REGISTER.split("\n")[1:-1], start=1):
        number, received, content, stated, types, owner, status, *moments = row.split("|")
        received_at = _at(received)
        if received_at is None:
            raise ValueError(row)
        responded, planned, resolved, confirmed = (_at(moment) for moment in moments)
        complaints.append(
            Complaint(
                f"TS2026-{serial:03d}",
                by_number[int(number)],
                received_at,
                content,
                stated,
                (types,),
                owner,
                status,
                responded,
                planned,
                resolved,
                confirmed,
            )
        )
    # The register's clerk typed the 32nd hour; the plan itself was made in time, but nobody can tell from the cell.
    wrong = complaints[2]
    wrong.planned_at = None
    wrong.texts["planned_at"] = "2026-07-29 32:00"
    wrong.mistakes.append(Mistake("planned_at", "KB205"))
    return complaints
