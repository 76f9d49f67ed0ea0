@NullMarked
package stoa.main;

import org.jspecify.annotations.NullMarked;
