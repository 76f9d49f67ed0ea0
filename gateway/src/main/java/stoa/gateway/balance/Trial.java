package stoa.gateway.balance;

import stoa.gateway.balance.Standing.Part;
import stoa.gateway.balance.Standing.Plain;
import stoa.gateway.balance.Standing.Probe;

/**
 * What one try of a request shows of its instance: how long the answer took to begin, and how it ended. Of one event loop;
 * whatever is not told by {@link #end} speaks neither for the instance nor against it.
 */
public final class Trial {
    private final Upstream upstream;
    private final Part part;
    private boolean sent;
    private long sentAt;
    private int status;
    private boolean over;

    /** What an answer's status says of its instance. */
    private enum Word {
        WELL,
        /** An error of its own, which may be the request's doing. */
        ERROR,
        /** What gateways answer for an instance that is not there. */
        FAILURE;

        static Word of(int status) {
            return switch (status) {
                case 502, 503, 504 -> FAILURE;
                // not implemented: as good an answer as not found
                case 501 -> WELL;
                default -> status >= 500 ? ERROR : WELL;
            };
        }
    }

    Trial(Upstream upstream, Part part) {
        this.upstream = upstream;
        this.part = part;
    }

    /** The request went out whole; said more than once, the first time counts. */
    public void sent(long now) {
        if (!sent) {
            sent = true;
            sentAt = now;
        }
    }

    /** The answer's head has come. */
    public void answers(int answer, long now) {
        status = answer;
        var word = Word.of(answer);
        if (sent) {
            if (word == Word.WELL) {
                upstream.latency().observe(now - sentAt, now);
            } else {
                upstream.latency().raise(now - sentAt, now);
            }
        }
        if (part instanceof Probe probe && word == Word.WELL) {
            upstream.home().ejector().promises(upstream, probe);
        }
    }

    /** The answer is whole. */
    public void answered(long now) {
        over = true;
        switch (Word.of(status)) {
            case WELL -> {
                upstream.window().well(now);
                recovered(now);
            }
            case ERROR -> erred(now);
            case FAILURE -> fails("answered " + status, now);
        }
    }

    private void recovered(long now) {
        if (part != Plain.NONE) {
            upstream.home().ejector().recovered(upstream, now);
        }
    }

    private void erred(long now) {
        upstream.window().erred(now);
        var ejection = upstream.standing().ejection();
        if (ejection == null) {
            upstream.home().ejector().failedOften(upstream, now);
        } else if (ejection.kind() != Ejection.Kind.PERCENTAGE) {
            recovered(now);
        } else if (part != Plain.NONE) {
            upstream.home().ejector().failedAgain(upstream, part, "answered " + status, now);
        }
    }

    /**
     * No whole answer came, and that is the instance's doing.
     *
     * @param how in words
     */
    public void failed(String how, long now) {
        over = true;
        if (sent && status == 0) {
            upstream.latency().raise(now - sentAt, now);
        }
        fails(how, now);
    }

    private void fails(String how, long now) {
        var inARow = upstream.window().failed(now);
        if (part != Plain.NONE) {
            upstream.home().ejector().failedAgain(upstream, part, how, now);
        } else if (!upstream.standing().isOut()) {
            upstream.home().ejector().failedInARow(upstream, inARow, how, now);
        }
    }

    /** The try is over; to be called once, last. */
    public void end(long now) {
        upstream.end();
        if (part instanceof Probe probe && !over) {
            upstream.home().ejector().probeLost(upstream, probe, now);
        }
    }
}
