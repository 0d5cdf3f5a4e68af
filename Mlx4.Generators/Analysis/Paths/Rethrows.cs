using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Finds the <c>throw;</c> that a block ends with.</summary>
internal static class Rethrows
{
    /// <summary>The <c>throw;</c> that ends a block, of which the graph keeps nothing but the branch.</summary>
    public static IOperation? Of(ControlFlowGraph graph, BasicBlock block)
    {
        ControlFlowRegion? handler = block.EnclosingRegion;
        while (handler is not null && handler.Kind != ControlFlowRegionKind.Catch)
        {
            handler = handler.EnclosingRegion;
        }
        if (handler is null)
        {
            return null;
        }
        SyntaxNode? inside = graph.Blocks.Skip(handler.FirstBlockOrdinal).Take(handler.LastBlockOrdinal - handler.FirstBlockOrdinal + 1)
            .SelectMany(each => each.Operations).FirstOrDefault()?.Syntax;
        IOperation[] rethrows = [.. graph.OriginalOperation.Descendants().OfType<IThrowOperation>().Where(each => each.Exception is null)];
        return rethrows.FirstOrDefault(each => inside is not null && CatchOf(each.Syntax) is SyntaxNode clause && ReferenceEquals(clause, CatchOf(inside))) ?? rethrows.FirstOrDefault();

        static SyntaxNode? CatchOf(SyntaxNode node) => node.FirstAncestorOrSelf<CatchClauseSyntax>();
    }
}
