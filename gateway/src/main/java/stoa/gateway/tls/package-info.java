/**
 * TLS of the gateway's listeners and towards instances: which certificate a client is shown, how files are taken over
 * when they change, whom an instance has to convince. Nothing of it is loaded while nothing of it is configured. Start
 * reading at {@link stoa.gateway.tls.Tls}.
 */
@NullMarked
package stoa.gateway.tls;

import org.jspecify.annotations.NullMarked;
