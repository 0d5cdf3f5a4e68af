using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Paths;

/// <summary>Follows the paths of a method of a test source, and writes each as a line.</summary>
internal static class PathPrinter
{
    /// <summary>The paths of a method of the type <c>Nic</c>.</summary>
    /// <param name="body">The members of the type.</param>
    /// <param name="method">The method.</param>
    public static string Print(string body, string method)
    {
        CSharpCompilation compilation = Compilations.Create(
        [
            $$"""
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Mlx4.Runtime;

            public sealed class Ring : IDisposable
            {
                public Ring? Next;
                public event Action? Filled { add { } remove { } }
                public int Size { get; set; }
                public static Ring? Create(int size) => null;
                public static bool TryCreate(int size, out Ring ring) { ring = new Ring(); return true; }
                public Errno Start() => Errno.Ok;
                public void Stop() { }
                public void Dispose() { }
            }

            public class Base
            {
                protected Ring? _inherited;
                protected virtual void Virtual() { _inherited = new Ring(); }
                protected void Helper() { _inherited!.Stop(); }
            }

            public partial class Nic : Base
            {
            {{body}}
            }
            """,
        ]);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        INamedTypeSymbol type = compilation.GetTypeByMetadataName("Nic")!;
        SyntaxTree tree = compilation.SyntaxTrees[0];
        SemanticModel model = compilation.GetSemanticModel(tree);
        Bodies bodies = new(type, compilation);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax }))
        {
            ISymbol? symbol = node is ArrowExpressionClauseSyntax ? ((IPropertySymbol)model.GetDeclaredSymbol(node.Parent!)!).GetMethod : model.GetDeclaredSymbol(node);
            if (symbol?.ContainingType.Name == "Nic" && model.GetOperation(node) is IOperation operation)
            {
                bodies.Add(symbol, [operation is IBlockOperation ? operation : operation.ChildOperations.OfType<IBlockOperation>().First()]);
            }
        }
        Exploration exploration = new PathExplorer(bodies, default).Explore(type.GetMembers(method).OfType<IMethodSymbol>().Single(), null);
        return string.Join('\n', exploration.Paths.Select(Print).Append(exploration.IsComplete ? "" : "...")).TrimEnd('\n');
    }

    private static string Print(ExecutedPath path) => string.Join("; ", path.Events.Select(Print).Where(text => text.Length > 0).Append(
        path.End == PathEnd.Throw ? "throw" : path.Result is null ? "end" : path.Succeeds ? "success" : "failure")) + (path.IsCaught ? " (caught)" : "");

    private static string Print(PathEvent happened) => happened switch
    {
        CallEvent call => $"{(call.IsFollowed ? "enter " : "")}{(call.Receiver is null or ThisValue ? "" : Print(call.Receiver) + ".")}{call.Method.Name}({string.Join(", ", call.Arguments.Select(Print))})",
        StoreEvent store => $"{store.Place} = {Print(store.New)}",
        SubscribeEvent subscription => $"{Print(subscription.Receiver)}.{subscription.Event.Name} {(subscription.Adds ? "+=" : "-=")} {Print(subscription.Handler)}",
        DropEvent drop => $"drop {Print(drop.Value)}",
        UseEvent { Kind: UseKind.Test } use => $"test {Print(use.Value)}",
        CreateEvent create => $"new {create.Type.Name}",
        _ => "",
    };

    private static string Print(Value value) => value switch
    {
        ThisValue => "this",
        TypeValue type => type.Type.Name,
        ConstantValue { Constant: null } => "default",
        ConstantValue constant => constant.Constant!.ToString()!,
        ParameterValue parameter => parameter.Name,
        HeldValue held => held.ToString(),
        ResultValue result => $"<{result.Operation.Syntax}>",
        OutValue given => "out of " + Print(given.Result),
        FunctionValue function => function.Lambda is null ? function.Method.Name : "lambda",
        EnumeratorValue enumerator => "each of " + Print(enumerator.Collection),
        TestValue test => $"({Print(test.Operand)} {test.Kind} {Print(test.Other)})",
        _ => value.GetType().Name,
    };
}
