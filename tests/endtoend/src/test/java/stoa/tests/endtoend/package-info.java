@NullMarked
package stoa.tests.endtoend;

import org.jspecify.annotations.NullMarked;
