using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Tells where a count, or a delegate kept in a member, is raised and lowered.</summary>
internal static class Counts
{
    public static bool IsRaised(StoreEvent store) =>
        store.Operation is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } or IIncrementOrDecrementOperation { Kind: Microsoft.CodeAnalysis.OperationKind.Increment };

    public static bool IsLowered(StoreEvent store) =>
        store.Operation is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } or IIncrementOrDecrementOperation { Kind: Microsoft.CodeAnalysis.OperationKind.Decrement };
}
