/**
 * The registry: services, their instances, and the four facts about each. Start reading at
 * {@link stoa.catalog.registry.Registry}. A change of definitions is committed by {@code RegistryStore} first, then
 * applied to {@code Board}, the state in memory that all reads are answered from, then told through
 * {@link stoa.catalog.registry.Changes}. What checks and leases find out is told at once and stored by {@code Saver} a
 * moment later.
 */
@NullMarked
package stoa.catalog.registry;

import org.jspecify.annotations.NullMarked;
