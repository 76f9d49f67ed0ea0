package stoa.catalog.registry;

import java.util.function.UnaryOperator;
import stoa.catalog.store.Stored;
import stoa.discovery.Registration;

/**
 * What somebody found out about an instance.
 *
 * @param terms what the instance was registered with then; void when that has changed meanwhile
 * @param effect what it makes of the instance's record; the same record where it is void. May be applied more than once
 * @param renews whether the lease begins anew
 */
record Observation(Member member, Registration terms, UnaryOperator<Stored.Instance> effect, boolean renews) {}
