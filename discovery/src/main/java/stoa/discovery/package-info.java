/**
 * The platform's common language about services: service, instance, intent, checks, routable. The catalog writes these
 * records, the gateway routes by them, the console shows them. Beside them the two that use them from outside the
 * catalog: {@link stoa.discovery.Announcer} makes an instance known, {@link stoa.discovery.RegistryWatch} follows all.
 */
@NullMarked
package stoa.discovery;

import org.jspecify.annotations.NullMarked;
