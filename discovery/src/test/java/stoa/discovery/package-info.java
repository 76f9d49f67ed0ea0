@NullMarked
package stoa.discovery;

import org.jspecify.annotations.NullMarked;
