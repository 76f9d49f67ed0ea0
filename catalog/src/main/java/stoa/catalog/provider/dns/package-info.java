/** Instances that DNS knows, by the JDK's own DNS client. Start reading at {@link stoa.catalog.provider.dns.DnsProvider}. */
@NullMarked
package stoa.catalog.provider.dns;

import org.jspecify.annotations.NullMarked;
