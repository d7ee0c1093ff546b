package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

// describe returns the sorted lines of a package.
func describe(pkg *types.Package) (lines []string) {
	d := describer{pkg: pkg}
	for _, name := range pkg.Scope().Names() {
		if object := pkg.Scope().Lookup(name); object.Exported() {
			d.object(object)
		}
	}
	slices.Sort(d.lines)
	return d.lines
}

type describer struct {
	pkg   *types.Package
	lines []string
}

func (d *describer) add(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

// qualifier omits the name of the described package.
func (d *describer) qualifier(p *types.Package) string {
	if p == d.pkg {
		return ""
	}
	return p.Name()
}

// text returns a type without the names of parameters, which importers do not use.
func (d *describer) text(t types.Type) string { return types.TypeString(unnamed(t), d.qualifier) }

// unnamed removes the names of parameters and results from a type.
func unnamed(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Pointer:
		return types.NewPointer(unnamed(t.Elem()))
	case *types.Slice:
		return types.NewSlice(unnamed(t.Elem()))
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, unnamedTuple(t.Params()), unnamedTuple(t.Results()), t.Variadic())
	case *types.Interface:
		var methods []*types.Func
		for m := range t.ExplicitMethods() {
			signature, _ := unnamed(m.Signature()).(*types.Signature)
			methods = append(methods, types.NewFunc(m.Pos(), m.Pkg(), m.Name(), signature))
		}
		return types.NewInterfaceType(methods, slices.Collect(t.EmbeddedTypes()))
	}
	return t
}

func unnamedTuple(tuple *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range tuple.Variables() {
		vars = append(vars, types.NewVar(v.Pos(), v.Pkg(), "", unnamed(v.Type())))
	}
	return types.NewTuple(vars...)
}

func (d *describer) object(object types.Object) {
	switch o := object.(type) {
	case *types.Const:
		value := o.Val().ExactString()
		if o.Val().Kind() == constant.String {
			value = o.Val().String()
		}
		d.add("const %s %s = %s", o.Name(), d.text(o.Type()), value)
	case *types.Var:
		d.add("var %s %s", o.Name(), d.text(o.Type()))
	case *types.Func:
		d.add("func %s%s%s", o.Name(), d.typeParams(o.Signature().TypeParams()), d.signature(o))
	case *types.TypeName:
		d.typeName(o)
	}
}

func (d *describer) signature(f *types.Func) string {
	return strings.TrimPrefix(d.text(f.Type()), "func")
}

func (d *describer) typeName(o *types.TypeName) {
	if o.IsAlias() {
		d.add("type %s = %s", o.Name(), d.text(types.Unalias(o.Type())))
		return
	}
	named, ok := o.Type().(*types.Named)
	if !ok {
		return
	}
	kind := d.text(named.Underlying())
	if s, ok := named.Underlying().(*types.Struct); ok {
		kind = d.structKind(s)
		d.fields(o.Name(), s)
	}
	d.add("type %s%s %s", o.Name(), d.typeParams(named.TypeParams()), kind)
	if types.IsInterface(named) {
		return // its line lists the methods
	}
	values := types.NewMethodSet(named)
	for selection := range types.NewMethodSet(types.NewPointer(named)).Methods() {
		f, ok := selection.Obj().(*types.Func)
		if !ok || !f.Exported() {
			continue
		}
		receiver := "*" + o.Name()
		if values.Lookup(f.Pkg(), f.Name()) != nil {
			receiver = o.Name()
		}
		d.add("method (%s) %s%s", receiver, f.Name(), d.signature(f))
	}
}

func (d *describer) typeParams(list *types.TypeParamList) string {
	var params []string
	for p := range list.TypeParams() {
		params = append(params, p.Obj().Name()+" "+d.text(p.Constraint()))
	}
	if params == nil {
		return ""
	}
	return "[" + strings.Join(params, ", ") + "]"
}

// structKind describes what an importer can do with a struct besides using its exported fields.
func (d *describer) structKind(s *types.Struct) string {
	kind := "struct"
	if types.Comparable(s) {
		kind = "comparable struct"
	}
	for f := range s.Fields() {
		if !f.Exported() {
			return kind + " with unexported fields"
		}
	}
	return kind
}

func (d *describer) fields(name string, s *types.Struct) {
	for i := range s.NumFields() {
		f := s.Field(i)
		if !f.Exported() {
			continue
		}
		line := "field " + name + "." + f.Name() + " " + d.text(f.Type())
		if f.Embedded() {
			line += " (embedded)"
		}
		if tag := s.Tag(i); tag != "" {
			line += " `" + tag + "`"
		}
		d.lines = append(d.lines, line)
	}
}
