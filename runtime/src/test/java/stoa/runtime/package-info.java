@NullMarked
package stoa.runtime;

import org.jspecify.annotations.NullMarked;
