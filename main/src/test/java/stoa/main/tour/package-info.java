@NullMarked
package stoa.main.tour;

import org.jspecify.annotations.NullMarked;
