using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>
/// Finds where a stage or cleanup decides by a number, an enum or a bool that a later stage reads from somewhere: before that it holds its default, which
/// is taken for an answer. Flags that are set to a constant are asked on purpose.
/// </summary>
/// <param name="needs">Knows which members only later stages assign.</param>
internal sealed class ReadValues(Needs needs)
{
    /// <summary>Decisions of a cleanup that take the default for an answer: something is done if it is the default, or the stage is not undone then.</summary>
    public IEnumerable<Need> OfCleanup(FlowStage stage)
    {
        ImmutableArray<ExecutedPath> paths = stage.CleanupPaths.Paths;
        foreach ((HeldValue value, ImmutableArray<FlowStage> later, List<Location> tests) in Tested(stage, paths))
        {
            Facts unread = Facts.None.AssumeDefault(value, isDefault: true)!;
            List<PathEvent> done = [.. stage.Paths.Paths.Where(path => path.Succeeds).SelectMany(Effects.Of)];
            if (Decision.By(paths, value).Any(decision => unread.IsDefault(decision.Question) switch
            {
                true => decision.IfFalse.Count > 0 || Undoes(decision.IfTrue, done),
                false => decision.IfTrue.Count > 0 || Undoes(decision.IfFalse, done),
                null => decision.Depending.Any(),
            }))
            {
                yield return new Need(Values.OwnMember(value)!, later, tests);
            }
        }
    }

    /// <summary>Decisions of a stage by what is not read yet. Whether it is the default may be asked; so may what a restart has found out.</summary>
    public IEnumerable<Need> OfStage(FlowStage stage)
    {
        ImmutableArray<ExecutedPath> paths = stage.Paths.Paths;
        foreach ((HeldValue value, ImmutableArray<FlowStage> later, List<Location> tests) in Tested(stage, paths))
        {
            if (!later.Any(each => CanRunAgain(stage, each))
                && Decision.By(paths, value).Any(decision => decision.Depending.Any() && (decision.Question.Equals(value) ? IsBool(value) : !AsksForDefault(decision.Question))))
            {
                yield return new Need(Values.OwnMember(value)!, later, tests);
            }
        }
    }

    private IEnumerable<(HeldValue Value, ImmutableArray<FlowStage> Later, List<Location> Tests)> Tested(FlowStage stage, ImmutableArray<ExecutedPath> paths)
    {
        List<UseEvent> ofMembers = [];
        foreach (ExecutedPath path in paths)
        {
            foreach (PathEvent happened in path.Events)
            {
                if (happened is UseEvent { Kind: UseKind.Test } use && Values.OwnMember(use.Value) is not null)
                {
                    ofMembers.Add(use);
                }
            }
        }
        if (ofMembers.Count == 0)
        {
            yield break;
        }
        foreach (IGrouping<Value, UseEvent> tests in ofMembers.GroupBy(use => use.Value))
        {
            if (Values.OwnMember(tests.Key) is ISymbol member
                && Values.TypeOf(member) is { IsValueType: true } type && !Values.CanBeMissing(type)
                && needs.LaterThan(stage, member) is { IsEmpty: false } later
                && later.All(each => IsRead(each, member)))
            {
                yield return ((HeldValue)tests.Key, later, [.. tests.Select(test => test.Operation.Syntax.GetLocation()).Distinct().OrderBy(place => place.SourceSpan.Start)]);
            }
        }
    }

    /// <summary>Whether a stage assigns a member from a call or from another object, and no constant but the default.</summary>
    private static bool IsRead(FlowStage stage, ISymbol member)
    {
        List<StoreEvent> stores =
        [
            .. stage.Paths.Paths.SelectMany(path => path.Events).OfType<StoreEvent>()
                .Where(store => store.Place.IsOwn && SymbolEqualityComparer.Default.Equals(store.Place.Member, member)),
        ];
        return stores.Any(store => ComesFromElsewhere(store.New))
            && stores.All(store => ComesFromElsewhere(store.New) || store.Facts.IsDefault(store.New) is true);
    }

    private static bool ComesFromElsewhere(Value value) => value switch
    {
        TestValue test => ComesFromElsewhere(test.Operand) || ComesFromElsewhere(test.Other),
        OutValue => true,
        HeldValue { Place.Base: not (ThisValue or TypeValue) } => true,
        ResultValue result => result.Operation.DescendantsAndSelf().Any(each => each is IInvocationOperation),
        _ => false,
    };

    private static bool Undoes(IReadOnlyList<PathEvent> undone, List<PathEvent> done) => undone.Any(second => done.Any(first => Effects.Undo(second, first)));

    /// <summary>Whether a restart runs a stage when a later one has run. One that the restart keeps runs only if it had nothing to do before.</summary>
    private static bool CanRunAgain(FlowStage stage, FlowStage later) =>
        stage.Pipeline.Stages.Any(restart => restart.Repeats(stage) && restart.Index >= later.Index && (!restart.Keeps(stage) || stage.Declaration.Arguments is not { When: null, ForEach: null, Optional: false }));

    private static bool IsBool(Value value) => Values.TypeOf(Values.OwnMember(value)) is { SpecialType: SpecialType.System_Boolean };

    private static bool AsksForDefault(Value question) =>
        question is not TestValue test || Facts.None.IsDefault(test.Other) is true || Facts.None.IsDefault(test.Operand) is true;
}
