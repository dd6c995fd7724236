#!/usr/bin/env python3
"""No spelling of a path reaches a protected route of nginx or of a Python ASGI server without the key that the module wants.

usage, from the project's root: tests/gateway-upstreams.py [--gateway COMMAND]      (needs nginx and python3-uvicorn; default: the Release build)
Prints a line for each spelling that gets through, ends with 'N passed, N failed'. Exit codes: 0 passed, 1 failed, 3 cannot run here.
"""
import argparse, http.client, itertools, json, os, re, shutil, socket, subprocess, sys, tempfile, time

ROUTE = '/v1/secret'
KEY = 'authorization: Bearer secret-api-key-12345\r\n'
APP = '''
async def app(scope, receive, send):
    if scope["type"] == "http":
        secret = scope["path"].startswith("/v1/secret")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"PROTECTED" if secret else b"public"})
'''
NGINX = '''
daemon off; error_log stderr crit; pid %(folder)s/nginx.pid; worker_processes 1;
events {}
http {
  access_log off; client_body_temp_path %(folder)s/b; proxy_temp_path %(folder)s/p; fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  server { listen 127.0.0.1:%(port)d; default_type text/plain; location ~ ^/v1/secret { return 200 PROTECTED; } location / { return 200 public; } }
}
'''


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait(port, process, what):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f'{what} ended with {process.returncode} at its start')
        try:
            socket.create_connection(('127.0.0.1', port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f'{what} does not listen')


def spellings():
    """The route as servers may read it, most of them odd."""
    letters = [i for i, c in enumerate(ROUTE) if c != '/']
    for i in letters:
        for form in ('%%%02x', '%%%02X', '%%25%02x', '%%u00%02x', '%%c0%%%02x'):
            yield ROUTE[:i] + form % ord(ROUTE[i]) + ROUTE[i + 1:]
    yield ''.join('%%%02x' % ord(c) if c != '/' else c for c in ROUTE)
    slashes = ['//', '/./', '/%2e/', '/x/../', '/x/%2e%2e/', '/x/.%2E/', '%2f', '%2F', '/%2f', '%5c', '\\', '/\\', '/;/', '/;x=1/', '/..;/', '%252f', '/%00', '/%0a', '/%09', '%c0%af', '%ef%bc%8f', '/ ']
    for first, second in itertools.product(['/'] + slashes, ['/'] + slashes):
        yield first + 'v1' + second + 'secret'
    for before in ('/public/..', '/public/%2e%2e', '/public/..%2f..', '/api/../..', '/..', '/.', '/%2e', '/public/.../../..', '/public;a=b/..', '/%2e%2e%2f', '/public%2f..'):
        yield before + ROUTE
    for after in ('/', '//', '/.', '/..', '/../secret', '%20', '%00', '.', ';a=b', '%3b', '?', '#', '%23', '?x=/../', '%2f', '%09', '\t', '/*', '.json'):
        yield ROUTE + after
    for other in ('/V1/secret', '/v1/SECRET', '/V1/Secret', 'v1/secret', 'http://h/v1/secret', 'HTTP://h/v1/secret', 'http://h//v1/secret', 'http://h/x/../v1/secret',
                  'http://u@h/v1/secret', 'http://h:1/v1/secret', '*', '/?/v1/secret', '/public?x=/v1/secret', '/public#/v1/secret'):
        yield other


def ask(port, target, fields='', method='GET'):
    with socket.create_connection(('127.0.0.1', port), timeout=20) as client:
        client.sendall(f'{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{fields}\r\n'.encode('latin1'))
        answer = b''
        try:
            while piece := client.recv(1 << 16):
                answer += piece
        except (ConnectionError, TimeoutError):
            pass
    return answer


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--gateway', default='dotnet src/Smg.Gateway/bin/Release/net10.0/smg-gateway.dll')
    options.add_argument('--option', action='append', default=[], help='one more option of the gateway, for instance --option=--double-slash=merge')
    args = options.parse_args()
    nginx = shutil.which('nginx') or (os.path.exists('/usr/sbin/nginx') and '/usr/sbin/nginx')
    python = next((p for p in ('/usr/bin/python3', sys.executable) if subprocess.run([p, '-c', 'import uvicorn'], capture_output=True).returncode == 0), None) if os.path.exists('/usr/bin/python3') else None
    if not nginx or not python:
        print(f'missing: {"nginx " if not nginx else ""}{"uvicorn" if not python else ""}. Debian and Ubuntu: apt-get install nginx-light python3-uvicorn', file=sys.stderr)
        sys.exit(3)

    passed = failed = 0
    running = []
    folder = tempfile.mkdtemp()
    try:
        open(f'{folder}/app.py', 'w').write(APP)
        for name in ('nginx', 'uvicorn'):
            upstream = free_port()
            if name == 'nginx':
                open(f'{folder}/nginx.conf', 'w').write(NGINX % dict(folder=folder, port=upstream))
                running.append(subprocess.Popen([nginx, '-c', f'{folder}/nginx.conf', '-p', folder], stderr=subprocess.DEVNULL))
            else:
                running.append(subprocess.Popen([python, '-m', 'uvicorn', 'app:app', '--port', str(upstream), '--log-level', 'critical'], cwd=folder))
            wait(upstream, running[-1], name)
            address, admin = free_port(), free_port()
            gateway = [*args.gateway.split(), '--upstream', f'http://127.0.0.1:{upstream}', '--address', f'http://127.0.0.1:{address}', '--admin', f'http://127.0.0.1:{admin}',
                       *itertools.chain.from_iterable(option.split('=', 1) for option in args.option)]
            running.append(subprocess.Popen(gateway, stdout=subprocess.DEVNULL))
            wait(admin, running[-1], 'the gateway')
            module = dict(name='auth', file_path=os.path.abspath('scenarios/Smg.WasmPerf.Scenarios/guests/auth/auth.wasm'), module_type='Middleware', attach_points=[{'Middleware': 'OnRequest'}])
            call = http.client.HTTPConnection('127.0.0.1', admin, timeout=60)
            call.request('POST', '/wasm', json.dumps(dict(modules=[module])), {'content-type': 'application/json'})
            answer = call.getresponse()
            if answer.status != 200 or b'Success' not in answer.read():
                sys.exit('the module auth is not registered')

            # What must work, so that nothing passes by accident.
            for what, target, fields, wanted in (('with the key', ROUTE, KEY, b'PROTECTED'), ('public', '/public', '', b'public'), ('without the key', ROUTE, '', b' 401 ')):
                good = wanted in ask(address, target, fields)
                passed, failed = passed + good, failed + (not good)
                if not good:
                    print(f'FAIL {name}: {what} {target} is not answered with {wanted.decode()}')

            served = 0
            for target in spellings():
                answer = ask(address, target)
                served += b' 200 ' in answer[:16]
                good = b'PROTECTED' not in answer and re.match(rb'HTTP/1\.1 [2-5]\d\d ', answer) is not None
                passed, failed = passed + good, failed + (not good)
                if not good:
                    print(f'FAIL {name}: {target!r} gets {answer[:40]!r}')
            print(f'{name}: {served} spellings reach a public route')
            passed, failed = passed + (served >= 20), failed + (served < 20)
            if served < 20:
                print(f'FAIL {name}: hardly a spelling is answered at all')
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
