@NullMarked
package stoa.main.platform;

import org.jspecify.annotations.NullMarked;
