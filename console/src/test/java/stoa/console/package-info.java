@NullMarked
package stoa.console;

import org.jspecify.annotations.NullMarked;
