"""Marketing automation from a folder of files: campaigns, segments, flows, tests and reports."""

TYPE_CHECKING = False  # spelt out: loading typing would cost an idle tick a tenth of its time
if TYPE_CHECKING:
    from mactl.api.abtesting import ABTesting
    from mactl.api.automation import MarketingAutomation
    from mactl.api.automation_flow import AutomationFlow

__all__ = ["ABTesting", "AutomationFlow", "MarketingAutomation"]


def __getattr__(name: str) -> object:
    """Load what is exported when it is asked for (PEP 562): importing mactl alone costs nothing."""
    if name == "MarketingAutomation":
        from mactl.api.automation import MarketingAutomation

        return MarketingAutomation
    if name == "AutomationFlow":
        from mactl.api.automation_flow import AutomationFlow

        return AutomationFlow
    if name == "ABTesting":
        from mactl.api.abtesting import ABTesting

        return ABTesting
    raise AttributeError(name)
