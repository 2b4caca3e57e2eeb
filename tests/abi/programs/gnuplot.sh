# needs: gnuplot-nox
# The terminal written in Lua.
cat >plot.gp <<'END'
set terminal lua tikz
set output 'plot.tex'
set samples 2000
plot sin(x), cos(x) with points, tan(x) with lines
END
gnuplot plot.gp
tail -n +4 plot.tex | md5sum
wc -l <plot.tex
