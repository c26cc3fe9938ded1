/**
 * Records what santhosh-tekuri/jsonschema 6.0.2, used as helm 4 uses it, says to the cases in `src/render/helm/schema/testdata/cases.txt` (a schema and
 * values, both JSON, on each line) into `recorded.json` beside it: null where the values fit.
 *
 *     bin/node scripts/record-json-schema.ts
 *
 * Needs Go and its module proxy.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './generated-files.ts';

const testdata = join(root, 'src/render/helm/schema/testdata');

const program = `package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type anything struct{}

func (anything) Load(string) (any, error) { return true, nil }

func judge(schemaText, valueText string) error {
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(schemaText))
	if err != nil {
		return err
	}
	var values any
	if err := json.Unmarshal([]byte(valueText), &values); err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{"file": jsonschema.FileLoader{}, "urn": anything{}})
	if err := c.AddResource("file:///values.schema.json", schema); err != nil {
		return err
	}
	v, err := c.Compile("file:///values.schema.json")
	if err != nil {
		return err
	}
	return v.Validate(values)
}

func main() {
	out := []any{}
	s := bufio.NewScanner(os.Stdin)
	for s.Scan() {
		line := s.Text()
		d := json.NewDecoder(strings.NewReader(line))
		var schema, values json.RawMessage
		if err := d.Decode(&schema); err != nil {
			panic(line)
		}
		if err := d.Decode(&values); err != nil {
			panic(line)
		}
		if err := judge(string(schema), string(values)); err != nil {
			out = append(out, strings.TrimPrefix(err.Error(), "jsonschema validation failed with 'file:///values.schema.json#'\\n"))
		} else {
			out = append(out, nil)
		}
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.Encode(out)
}
`;

const modules = 'module recorder\n\ngo 1.23\n\nrequire github.com/santhosh-tekuri/jsonschema/v6 v6.0.2\n';

const folder = mkdtempSync(join(tmpdir(), 'record-json-schema-'));
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
  const input = readFileSync(join(testdata, 'cases.txt'), 'utf8');
  const { stdout, stderr, status } = spawnSync(join(folder, 'recorder'), { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const recorded = JSON.parse(stdout) as unknown[];
  const lines = recorded.map((line) => JSON.stringify(line)).join(',\n');
  writeFileSync(join(testdata, 'recorded.json'), `[\n${lines}\n]\n`);
  console.log(`${recorded.length} cases`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
