@NullMarked
package stoa.services.points;

import org.jspecify.annotations.NullMarked;
