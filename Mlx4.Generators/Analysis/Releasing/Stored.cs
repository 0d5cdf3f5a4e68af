using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>Tells where something is put.</summary>
internal static class Stored
{
    /// <summary>The places in which a stage puts something other than a constant, as another method finds them.</summary>
    public static IEnumerable<Place> By(FlowStage stage)
    {
        Origins origins = new();
        foreach (ExecutedPath path in stage.Paths.Paths)
        {
            foreach (StoreEvent store in path.Events.OfType<StoreEvent>().Where(store => store.New is not ConstantValue))
            {
                yield return origins.Of(path.AsFoundLater(store.Place));
            }
        }
    }

    /// <summary>What the user would call the assignment: the argument by which a call assigns, or the assignment that a setter carries out.</summary>
    public static IOperation Written(StoreEvent store)
    {
        IOperation operation = store.Operation;
        for (Frame? each = store.Frame; each is { Method.MethodKind: MethodKind.PropertySet, Call: IOperation call }; each = each.Caller)
        {
            operation = call;
        }
        return store.New is OutValue { Result: ResultValue { Operation: IInvocationOperation invocation } } given && invocation == operation
            ? invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == given.Ordinal) ?? operation
            : operation;
    }
}
