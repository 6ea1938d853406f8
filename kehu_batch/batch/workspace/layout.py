"""The folders of a workspace."""

from __future__ import annotations

from pathlib import Path

from kehu_batch.batch.settings import Settings, load_settings
from kehu_batch.errors import UsageError
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.records import dataclass

INBOX = "收件箱"
LEDGERS = "台账"
RESULTS = "结果"
ARCHIVE = "归档"
REJECTED = "退回"
FORMS = "空白表"
SETTINGS_FILE = "kehu.toml"

#: What is ours alone: claims in the inbox, history and logs in the workspace.
CLAIMS = ".处理中"
STATE = ".kehu"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace by its root folder."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where drops come in."""
        return self.root / INBOX

    @property
    def ledgers(self) -> Path:
        """Ledgers for drops that have none of their own."""
        return self.root / LEDGERS

    @property
    def results(self) -> Path:
        """One folder for each drop that was processed, by period, and the index."""
        return self.root / RESULTS

    @property
    def archive(self) -> Path:
        """Inputs of what was processed."""
        return self.root / ARCHIVE

    @property
    def rejected(self) -> Path:
        """Inputs of what was refused, each with a page that says why."""
        return self.root / REJECTED

    @property
    def claims(self) -> Path:
        """Drops being processed: inside the inbox, as a rename must not leave its filesystem."""
        return self.inbox / CLAIMS

    @property
    def state(self) -> Path:
        """History and logs."""
        return self.root / STATE

    @property
    def history_file(self) -> Path:
        """The history's database."""
        return self.state / "history.sqlite"

    @property
    def answers_file(self) -> Path:
        """What has been answered, for all drops."""
        return self.root / ANSWERS_NAME

    @property
    def index_page(self) -> Path:
        """The page that tells all."""
        return self.results / "index.html"

    def settings(self) -> Settings:
        """Return the settings in force.

        Raises:
            UsageError: ``kehu.toml`` is wrong.
        """
        file = self.root / SETTINGS_FILE
        return load_settings(file if file.is_file() else None)


def open_workspace(root: Path) -> Workspace:
    """Return a workspace that is there; folders of it that someone removed are made anew.

    Raises:
        UsageError: There is no workspace.
    """
    workspace = Workspace(root)
    if not workspace.inbox.is_dir() and not (root / SETTINGS_FILE).is_file():
        raise UsageError(
            f"“{root}”不是工作文件夹：里面没有“{INBOX}”",
            action=f"先用 kehu-batch init {root} 建立",
            code="no_workspace",
        )
    if not workspace.inbox.is_dir() and (renamed := renamed_inbox(workspace)) is not None:
        raise UsageError(
            f"“{INBOX}”不见了，看来被改名或移成了“{renamed.name}”",
            action=f"请把“{renamed.name}”改回“{INBOX}”后再运行",
            code="no_inbox",
        )
    make_folders(workspace)
    return workspace


def renamed_inbox(workspace: Workspace) -> Path | None:
    """Return the folder of the workspace that was its inbox under another name: the claims lie in it."""
    folders = (path for path in workspace.root.iterdir() if path.is_dir() and path != workspace.inbox)
    return next((path for path in sorted(folders) if (path / CLAIMS).is_dir()), None)


def make_folders(workspace: Workspace) -> None:
    """Make the folders that are missing.

    Raises:
        UsageError: One cannot be made.
    """
    for folder in (
        workspace.inbox,
        workspace.ledgers,
        workspace.results,
        workspace.archive,
        workspace.rejected,
        workspace.claims,
        workspace.state,
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"建不了文件夹“{folder}”（{error.strerror or type(error).__name__}）",
                action="请检查写入权限和磁盘空间",
                code="no_workspace",
            ) from error
