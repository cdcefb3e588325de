"""run.py PROGRAM [ARGUMENT...]: one of Cinder's or Nova's programs, from the Python library alone.

The programs themselves (cinder-volume, nova-manage, ...) come in Debian's service packages, which want to set up
services. What they start is in the library: cinder-volume is cinder.cmd.volume.main().
"""
import importlib
import os
import sys

program = sys.argv[1]
project, _, command = program.partition('-')
sys.argv = [program] + sys.argv[2:]
# the folder of this file is on the path because it was started as a script; OpenStack has no use for it
sys.path.remove(os.path.dirname(os.path.abspath(__file__)))

main = importlib.import_module('%s.cmd.%s' % (project, command)).main
if program == 'nova-compute':
    # Nova looks for its compute driver among its own modules only
    import nova.virt
    nova.virt.__path__.append(os.path.join(os.environ['CLOUD_CODE'], 'plugins'))
sys.exit(main())
