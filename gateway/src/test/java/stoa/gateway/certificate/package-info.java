@NullMarked
package stoa.gateway.certificate;

import org.jspecify.annotations.NullMarked;
