package main

import (
	"context"
	"path/filepath"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// conftest tells policies which file they judge, as data.conftest.file.name and .dir. That is data which changes with
// the input: every evaluation sees the load's store through one of these.
type fileStore struct {
	storage.Store
	conftest ast.Object
}

// promiseFiles makes room for it, so that a reference to it is not taken for a dead one.
func (l *load) promiseFiles() {
	if _, taken := l.data["conftest"]; !taken {
		l.data["conftest"] = map[string]any{"file": map[string]any{"name": "", "dir": ""}}
		l.fileInfo = true
	}
}

func (l *load) storeFor(file string) storage.Store {
	if !l.fileInfo {
		return l.store
	}
	info := ast.NewObject(
		ast.Item(ast.StringTerm("name"), ast.StringTerm(filepath.Base(file))),
		ast.Item(ast.StringTerm("dir"), ast.StringTerm(filepath.Dir(file))),
	)
	return &fileStore{Store: l.store, conftest: ast.NewObject(ast.Item(ast.StringTerm("file"), ast.NewTerm(info)))}
}

func (s *fileStore) Read(ctx context.Context, txn storage.Transaction, path storage.Path) (any, error) {
	if len(path) == 0 || path[0] != "conftest" {
		return s.Store.Read(ctx, txn, path)
	}
	ref := make(ast.Ref, 0, len(path))
	for _, key := range path[1:] {
		ref = append(ref, ast.StringTerm(key))
	}
	value, err := s.conftest.Find(ref)
	if err != nil {
		return nil, &storage.Error{Code: storage.NotFoundErr, Message: path.String()}
	}
	return value, nil
}
