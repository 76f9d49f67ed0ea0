@NullMarked
package stoa.gateway.routefile;

import org.jspecify.annotations.NullMarked;
