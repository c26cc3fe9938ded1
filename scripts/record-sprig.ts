/**
 * Records what the real sprig 3.3.0 makes of the templates in `src/lang/sprig/testdata/rows/*.txt`, one a line, over `data.json` beside them, into
 * `src/lang/sprig/testdata/recorded/*.json`: each row is the template and what it prints, or the template, null and its error. Texts there are byte strings.
 *
 *     bin/node scripts/record-sprig.ts
 *
 * Needs Go and its module proxy.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './generated-files.ts';

const testdata = join(root, 'src/lang/sprig/testdata');

/** Times are Berlin's, so that Local is told from UTC. */
const program = `package main

import (
	"bytes"
	"encoding/json"
	"os"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

func byteString(b []byte) string {
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

func main() {
	var in struct {
		Data any
		Rows []string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		panic(err)
	}
	out := [][]any{}
	for _, row := range in.Rows {
		t, err := template.New("row").Funcs(sprig.TxtFuncMap()).Parse(row)
		var b bytes.Buffer
		if err == nil {
			var data any
			text, _ := json.Marshal(in.Data)
			json.Unmarshal(text, &data)
			err = t.Execute(&b, data)
		}
		if err != nil {
			out = append(out, []any{row, nil, byteString([]byte(err.Error()))})
		} else {
			out = append(out, []any{row, byteString(b.Bytes())})
		}
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.Encode(out)
}
`;

const modules = `module recorder

go 1.23

require (
	github.com/Masterminds/sprig/v3 v3.3.0
	github.com/Masterminds/semver/v3 v3.4.0
	github.com/spf13/cast v1.7.0
	github.com/huandu/xstrings v1.5.0
	github.com/shopspring/decimal v1.4.0
	dario.cat/mergo v1.0.1
)
`;

const folder = mkdtempSync(join(tmpdir(), 'record-sprig-'));
try {
  writeFileSync(join(folder, 'main.go'), program);
  writeFileSync(join(folder, 'go.mod'), modules);
  for (const words of [
    ['mod', 'tidy'],
    ['build', '-o', 'recorder', '.'],
  ]) {
    const { status, stderr } = spawnSync('go', words, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go ${words.join(' ')}: ${stderr}`);
  }
  mkdirSync(join(testdata, 'recorded'), { recursive: true });
  const data = JSON.parse(readFileSync(join(testdata, 'data.json'), 'utf8')) as unknown;
  for (const name of readdirSync(join(testdata, 'rows'))) {
    const rows = readFileSync(join(testdata, 'rows', name), 'utf8')
      .split('\n')
      .filter((row) => row !== '');
    const { stdout, stderr, status } = spawnSync(join(folder, 'recorder'), {
      input: JSON.stringify({ Data: data, Rows: rows }),
      encoding: 'utf8',
      env: { ...process.env, TZ: 'Europe/Berlin' },
    });
    if (status !== 0) throw new Error(stderr);
    const recorded = JSON.parse(stdout) as unknown[];
    const lines = recorded.map((row) => JSON.stringify(row)).join(',\n');
    writeFileSync(join(testdata, 'recorded', `${basename(name, '.txt')}.json`), `[\n${lines}\n]\n`);
    console.log(`${name}: ${recorded.length} rows`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
