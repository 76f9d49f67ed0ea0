package stoa.http;

import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.telemetry.AccessLog;

/**
 * The service shell: what every service shares, in one call. Health, status, metrics, OpenAPI, problem documents, access
 * log, request id and trace context, deadlines, body limits, drain.
 */
public final class Shell {
    public Shell(ShellSettings settings, Presence presence, AccessLog accessLog) {
        throw new UnsupportedOperationException();
    }

    /** Binds and serves; not yet announced. @throws stoa.runtime.StartFailed when the address is taken */
    public RunningRole serve(RoleContext context, Service service) throws Exception {
        throw new UnsupportedOperationException();
    }
}
