using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using static Mlx4.Tests.Chances;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Generates types with pipelines.</summary>
internal static class RandomHost
{
    /// <summary>Between the numbers of the stages of two pipelines of a type.</summary>
    private const int Stride = 10;

    /// <summary>A type.</summary>
    public static Gen<Host> Any { get; } =
        from error in Pick(ErrorType.Errno, ErrorType.Errno, ErrorType.Int, ErrorType.Wide)
        from isVoid in Chance(10)
        from mayBeAsync in Chance(50)
        from host in Within(1, error, isVoid, mayBeAsync)
        select host;

    /// <summary>A type whose first pipeline can stand at a depth in others.</summary>
    /// <param name="depth">How many pipelines are nested in each other there.</param>
    /// <param name="error">The error type of the first pipeline.</param>
    /// <param name="isVoid">Whether the first pipeline has no errors.</param>
    /// <param name="mayBeAsync">Whether pipelines may be asynchronous.</param>
    public static Gen<Host> Within(int depth, ErrorType error, bool isVoid, bool mayBeAsync) =>
        from kind in Gen.Frequency((5, Gen.Constant(HostKind.Class)), (2, Gen.Constant(HostKind.Record)), (2, Gen.Constant(HostKind.Struct)), (2, Gen.Constant(HostKind.RecordStruct)))
        from placement in Placements
        from count in depth == 1 ? Pick(1, 1, 1, 1, 2, 2, 3) : Pick(1, 1, 1, 1, 2)
        from names in Gen.OneOf(Gen.Constant<IReadOnlyList<PipelineName>>(PipelineName.All), Gen.Shuffle(PipelineName.All.AsEnumerable()).Select(shuffled => (IReadOnlyList<PipelineName>)[.. shuffled]))
        from pipelines in ForEach(Enumerable.Range(0, count), place => Named(
            new Scope(depth, names[place], error, isVoid, mayBeAsync && kind is HostKind.Class or HostKind.Record && mayBeAsync), place))
        from observes in Chance(60)
        from refuses in Chance(40)
        select new Host([.. pipelines], observes, refuses && pipelines.Any(pipeline => pipeline.Error is not null)) { Kind = kind, Placement = placement };

    private static Gen<Placement> Placements =>
        from space in Pick(Placement.Plain, Placement.Namespace)
        from outer in Pick(Placement.Plain, Placement.Plain, Placement.Nested, Placement.NestedInGeneric)
        from generic in Pick(Placement.Plain, Placement.Plain, Placement.Generic)
        from spread in Pick(Placement.Plain, Placement.Plain, Placement.Spread)
        select space | outer | generic | spread;

    /// <summary>A pipeline at its place in its type. Those after the first can have other errors.</summary>
    private static Gen<Pipeline> Named(Scope scope, int place) =>
        from error in place == 0 ? Gen.Constant(scope.Error) : Others(scope.Error)
        from isVoid in place == 0 ? Gen.Constant(scope.IsVoid) : Chance(10)
        from mayBeAsync in place == 0 ? Gen.Constant(true) : Chance(50)
        let own = scope with { Error = error, IsVoid = isVoid, MayBeAsync = scope.MayBeAsync && mayBeAsync }
        from count in Gen.Choose(1, scope.Depth > 1 ? 4 : place == 0 ? 7 : 4)
        from stages in RandomStage.Some(own, 1 + (place * Stride), count)
        from load in Maybe(20, Declaration(scope))
        from unload in Maybe(20, Declaration(scope))
        select WithPossibleConditions(new Pipeline(stages.Any(stage => stage.Returns != Returns.Nothing) ? error : null, stages) { Name = scope.Name, Load = load, Unload = unload });

    /// <summary>Error types beside one. A plan knows values only, so that those of the wide one stay among themselves.</summary>
    private static Gen<ErrorType> Others(ErrorType error) =>
        error == ErrorType.Wide ? Gen.Constant(error) : Pick(error, error, ErrorType.Int, ErrorType.Errno);

    private static Gen<Declaration> Declaration(Scope scope) =>
        from accessibility in scope.Depth == 1 ? Pick("public", "internal", "private") : Pick("public", "internal")
        from isReversed in Chance(50)
        select new Declaration(accessibility, isReversed);

    /// <summary>A field or property adds no parameter for its condition: B19.</summary>
    private static Pipeline WithPossibleConditions(Pipeline pipeline) => pipeline.LoadParameters.Contains(Parameter.Flag) ? pipeline : pipeline with
    {
        Stages = [.. pipeline.Stages.Select(stage => stage.When is { Kind: ConditionKind.Parameter } when ? stage with { When = when with { Kind = ConditionKind.Method } } : stage)],
    };
}

/// <summary>What a pipeline has to keep to.</summary>
/// <param name="Depth">How many pipelines are nested in each other, this one included.</param>
/// <param name="Name">Its name.</param>
/// <param name="Error">The error type.</param>
/// <param name="IsVoid">Whether it has no errors.</param>
/// <param name="MayBeAsync">Whether it may be asynchronous.</param>
internal sealed record Scope(int Depth, PipelineName Name, ErrorType Error, bool IsVoid, bool MayBeAsync);
