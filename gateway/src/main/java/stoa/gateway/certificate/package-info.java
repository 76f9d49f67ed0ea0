/**
 * Certificates and their keys: read from PEM files and judged, or made for development. Start reading at
 * {@link stoa.gateway.certificate.Credential}.
 */
@NullMarked
package stoa.gateway.certificate;

import org.jspecify.annotations.NullMarked;
