/**
 * The registry: services, their instances, and the four facts about each. Start reading at
 * {@link stoa.catalog.registry.Registry}. {@code Commits} brings every change into the store first, then onto
 * {@code Board}, the state in memory that all reads are answered from, and from there to whoever watches. Several
 * catalogs may share a store: {@code Follower} takes over what the others commit, {@code Ring} shares the instances out.
 */
@NullMarked
package stoa.catalog.registry;

import org.jspecify.annotations.NullMarked;
