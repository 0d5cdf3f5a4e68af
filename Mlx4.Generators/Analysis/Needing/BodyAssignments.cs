using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>What one body assigns, calls and hands out of its own type, with the lambdas and local functions in it.</summary>
internal sealed class BodyAssignments
{
    private readonly FlowHost _host;

    /// <summary>Looks through a body.</summary>
    public BodyAssignments(FlowHost host, IMethodSymbol method)
    {
        _host = host;
        Method = method;
        if (host.Bodies.Operation(method) is not IOperation body)
        {
            return;
        }
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            Look(operation);
        }
    }

    public IMethodSymbol Method { get; }

    /// <summary>The members that it assigns; whether it is something, and not just the default.</summary>
    public List<(ISymbol Member, bool IsGiven)> Assigned { get; } = [];

    /// <summary>The methods and accessors of the type that it calls.</summary>
    public List<IMethodSymbol> Called { get; } = [];

    /// <summary>The methods that it calls on its own object, as they are written.</summary>
    public List<IMethodSymbol> CalledOnItself { get; } = [];

    /// <summary>The methods of the type that it makes delegates of.</summary>
    public List<IMethodSymbol> HandedOut { get; } = [];

    private void Look(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation assignment:
                Assign(assignment.Target, !IsDefault(assignment.Value));
                if (assignment.IsRef)
                {
                    Assign(assignment.Value, isGiven: true);
                }
                break;
            case ICompoundAssignmentOperation compound:
                Assign(compound.Target, isGiven: true);
                break;
            case ICoalesceAssignmentOperation coalesce:
                Assign(coalesce.Target, isGiven: true);
                break;
            case IIncrementOrDecrementOperation step:
                Assign(step.Target, isGiven: true);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                Assign(deconstruction.Target, isGiven: true);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when !IsVolatileRead(argument):
                Assign(argument.Value, isGiven: true);
                break;
            case IAddressOfOperation address:
                Assign(address.Reference, isGiven: true);
                break;
            case IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref, Initializer.Value: IOperation value }:
                Assign(value, isGiven: true);
                break;
            case IReturnOperation { ReturnedValue: IOperation value } when Method.ReturnsByRef:
                Assign(value, isGiven: true);
                break;
            case IInvocationOperation invocation:
                Call(invocation.TargetMethod, invocation.IsVirtual, Called);
                if (invocation.Instance is IInstanceReferenceOperation)
                {
                    CalledOnItself.Add(invocation.TargetMethod.OriginalDefinition);
                }
                break;
            case IPropertyReferenceOperation property:
                bool isTarget = property.Parent is IAssignmentOperation assigned && assigned.Target == property;
                if (!isTarget || property.Parent is not ISimpleAssignmentOperation)
                {
                    Call(property.Property.GetMethod, isVirtual: true, Called);
                }
                if (isTarget || property.Parent is IIncrementOrDecrementOperation or ITupleOperation)
                {
                    Call(property.Property.SetMethod, isVirtual: true, Called);
                }
                break;
            case IMethodReferenceOperation reference:
                Call(reference.Method, reference.IsVirtual, HandedOut);
                break;
            default:
                break;
        }
    }

    private void Assign(IOperation? target, bool isGiven)
    {
        switch (target)
        {
            case IConversionOperation conversion:
                Assign(conversion.Operand, isGiven);
                break;
            case IParenthesizedOperation parenthesized:
                Assign(parenthesized.Operand, isGiven);
                break;
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    Assign(element, isGiven);
                }
                break;
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter }:
                Assigned.Add((parameter.OriginalDefinition, isGiven));
                break;
            case IMemberReferenceOperation reference when reference is IFieldReferenceOperation or IPropertyReferenceOperation:
                Assigned.Add((reference.Member.OriginalDefinition, isGiven));
                // A part of a structure is a part of the member that holds it.
                if (reference.Instance?.Type is { IsValueType: true })
                {
                    Assign(reference.Instance, isGiven: true);
                }
                break;
            default:
                break;
        }
    }

    private void Call(IMethodSymbol? method, bool isVirtual, List<IMethodSymbol> into)
    {
        if (method is not null && _host.Bodies.IsOwn(method))
        {
            into.Add(_host.Bodies.Implementation(method, isVirtual));
        }
    }

    private static bool IsVolatileRead(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { Name: "Read", ContainingType.Name: "Volatile" or "Interlocked" } };

    private static bool IsDefault(IOperation value) => value switch
    {
        IConversionOperation conversion => IsDefault(conversion.Operand),
        IParenthesizedOperation parenthesized => IsDefault(parenthesized.Operand),
        IDefaultValueOperation => true,
        _ => value.ConstantValue is { HasValue: true, Value: var constant } && Facts.None.IsDefault(new ConstantValue(constant)) is true,
    };
}
