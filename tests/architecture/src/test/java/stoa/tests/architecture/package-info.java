@NullMarked
package stoa.tests.architecture;

import org.jspecify.annotations.NullMarked;
