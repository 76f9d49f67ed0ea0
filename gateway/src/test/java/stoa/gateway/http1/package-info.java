@NullMarked
package stoa.gateway.http1;

import org.jspecify.annotations.NullMarked;
