using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>What a path does to the world: calls, assignments, subscriptions. What it only says in a log does not count.</summary>
internal static class Effects
{
    private static readonly string[] Saying = ["Log", "Warn", "Trace", "Print", "Debug", "Write", "Info", "Inform", "Report"];

    /// <summary>What a path does.</summary>
    public static IEnumerable<PathEvent> Of(ExecutedPath path) => path.Events.Where(static happened => happened switch
    {
        CallEvent { IsFollowed: false, Receiver: not EnumeratorValue } call => call.Method.MethodKind != MethodKind.PropertyGet && !OnlySays(call.Method),
        StoreEvent or SubscribeEvent => true,
        _ => false,
    });

    /// <summary>Whether one thing undoes another: the counterpart on whatever it is, a call on the same object, an assignment to the same place.</summary>
    public static bool Undo(PathEvent undone, PathEvent done) => (undone, done) switch
    {
        (CallEvent second, CallEvent first) => Counterparts.Undoes(second.Method, first.Method) || (second.Receiver is HeldValue && second.Receiver.Equals(first.Receiver)),
        (StoreEvent second, StoreEvent first) => second.Place.Any.Equals(first.Place.Any),
        (CallEvent second, StoreEvent first) => second.Arguments.Concat([second.Receiver!]).OfType<HeldValue>().Any(value => value.Place.Any.Equals(first.Place.Any)),
        (SubscribeEvent second, SubscribeEvent first) => second.Adds != first.Adds && SymbolEqualityComparer.Default.Equals(second.Event, first.Event),
        _ => false,
    };

    private static bool OnlySays(IMethodSymbol method) =>
        method.ContainingType is { Name: string type }
        && (type is "Console" or "Trace" or "Debug" or "TextWriter" || type.IndexOf("Log", StringComparison.Ordinal) >= 0)
        && (Array.Exists(Saying, word => method.Name.StartsWith(word, StringComparison.Ordinal)) || type.IndexOf("Log", StringComparison.Ordinal) >= 0);
}

/// <summary>A question on which ways part, and what is done on one side only.</summary>
/// <param name="Question">The question.</param>
/// <param name="IfTrue">What is done only if it is true.</param>
/// <param name="IfFalse">What is done only if it is false.</param>
internal sealed record Decision(Value Question, IReadOnlyList<PathEvent> IfTrue, IReadOnlyList<PathEvent> IfFalse)
{
    /// <summary>All that depends on the answer.</summary>
    public IEnumerable<PathEvent> Depending => IfTrue.Concat(IfFalse);

    /// <summary>The decisions that a method makes by a value.</summary>
    /// <param name="paths">Its paths.</param>
    /// <param name="value">What a member held when it began.</param>
    public static IEnumerable<Decision> By(IReadOnlyList<ExecutedPath> paths, Value value)
    {
        IEnumerable<Value> questions = paths.SelectMany(path => path.Facts.All).Select(fact => fact.Key).Where(question => question.Equals(value) || (question is TestValue && Values.Mentions(question, value))).Distinct();
        foreach (Value question in questions)
        {
            List<ExecutedPath> yes = [.. paths.Where(path => path.Facts.IsDefault(question) is false)];
            List<ExecutedPath> no = [.. paths.Where(path => path.Facts.IsDefault(question) is true)];
            if (yes.Count > 0 && no.Count > 0)
            {
                yield return new Decision(question, Only(yes, no), Only(no, yes));
            }
        }
    }

    private static List<PathEvent> Only(List<ExecutedPath> here, List<ExecutedPath> there)
    {
        HashSet<SyntaxNode> others = [.. there.SelectMany(Effects.Of).Select(effect => effect.Operation.Syntax)];
        return [.. here.SelectMany(Effects.Of).Where(effect => !others.Contains(effect.Operation.Syntax))];
    }
}
