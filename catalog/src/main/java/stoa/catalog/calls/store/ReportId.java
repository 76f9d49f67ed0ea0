package stoa.catalog.calls.store;

/**
 * What tells a report from every other.
 *
 * @param source a gateway's run: its instance id and when it began
 * @param number raised by each report of that run
 */
public record ReportId(String source, int number) {}
