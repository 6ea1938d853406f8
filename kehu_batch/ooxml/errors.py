"""Why a workbook cannot be read or patched, by name."""

from __future__ import annotations

from typing import ClassVar

from kehu_batch.errors import InputRejected, OutputError


class WorkbookRejected(InputRejected):
    """The source cannot be used as a workbook package."""

    default_code: ClassVar[str] = "workbook_rejected"


class NotAPackage(WorkbookRejected):
    """The file is no zip archive, is damaged, or holds no workbook."""

    default_code: ClassVar[str] = "not_a_workbook"


class WorkbookEncrypted(WorkbookRejected):
    """The file is locked with a password (an OLE container or encrypted members)."""

    default_code: ClassVar[str] = "encrypted"


class WorkbookSigned(WorkbookRejected):
    """The package carries a digital signature, which any change would break."""

    default_code: ClassVar[str] = "signed"


class PackageTooLarge(WorkbookRejected):
    """The package unpacks to more than the stated bounds."""

    default_code: ClassVar[str] = "too_large"


class ForbiddenMarkup(WorkbookRejected):
    """A part has a document type or entities, which no office program writes."""

    default_code: ClassVar[str] = "document_type"


class MalformedPart(WorkbookRejected):
    """A part is not well-formed, or is not built as its format demands."""

    default_code: ClassVar[str] = "malformed_part"


class UnsupportedWorkbook(WorkbookRejected):
    """A workbook of a format that cannot be patched, such as xlsb."""

    default_code: ClassVar[str] = "unsupported_workbook"


class SheetNotFound(OutputError):
    """The patch names a sheet that the workbook does not have, or that is no worksheet."""

    default_code: ClassVar[str] = "sheet_not_found"


class CellOccupied(OutputError):
    """A cell that we would write already holds a value or formula, or lies in a merged range or list object."""

    default_code: ClassVar[str] = "cell_occupied"


class InvalidPatch(OutputError):
    """The patch contradicts itself or asks for what a sheet cannot hold."""

    default_code: ClassVar[str] = "invalid_patch"


class DonorRejected(OutputError):
    """The donor's sheets cannot be spliced in: another date system, or parts that are not known here."""

    default_code: ClassVar[str] = "donor_rejected"


class VerificationFailed(OutputError):
    """The file written does not hold all that the source held; it must not be delivered."""

    default_code: ClassVar[str] = "verification_failed"
