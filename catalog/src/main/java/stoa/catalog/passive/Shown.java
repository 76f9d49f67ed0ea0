package stoa.catalog.passive;

import stoa.discovery.CheckResult;

/** Where findings are kept and shown. Neither method blocks. */
public interface Shown {
    /** Puts a finding in the place of the same observer's last one; false when there is no such instance any more. */
    boolean put(Subject subject, CheckResult finding);

    /** Takes away what an observer found, unless that is a failure. */
    void drop(Subject subject, String by);
}
