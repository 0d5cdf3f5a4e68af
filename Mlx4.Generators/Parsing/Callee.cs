using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>What a stage or its undoing calls: a method of the type, or the load or unload of a pipeline that a member has of its own.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="User">What messages and documentation call it.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="IsAwaited">Whether it returns a task.</param>
/// <param name="Receiver">The member whose method it is; in a loop over the member, one of its items.</param>
/// <param name="Parameters">Its parameters, without a loop's item.</param>
/// <param name="TokenIsLast">Whether it takes a token after them, for which there is no symbol: it is yet to be generated.</param>
/// <param name="ReportOn">Where to report what is wrong with its parameters, if not on them.</param>
internal sealed record Callee(
    string Name, string User, bool IsStatic, bool IsAwaited, MemberModel? Receiver, ImmutableArray<IParameterSymbol> Parameters, bool TokenIsLast, ISymbol? ReportOn)
{
    /// <summary>The method, if it is one of the type.</summary>
    public IMethodSymbol? Method { get; private init; }

    /// <summary>Stands for what cannot be called, and is not: the pipeline is in error.</summary>
    public static Callee Unknown(ISymbol member) => new(
        member.Name, member.Name, member.IsStatic, IsAwaited: false, Receiver: null, ImmutableArray<IParameterSymbol>.Empty, TokenIsLast: false, member);

    /// <summary>A method of the type.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isLoop">Whether its first parameter is the item of a loop.</param>
    public static Callee Of(IMethodSymbol method, bool isLoop) => new(
        method.Name,
        method.Name,
        method.IsStatic,
        StageReturn.TaskContent(method.ReturnType, out _),
        Receiver: null,
        isLoop && !method.Parameters.IsEmpty ? method.Parameters.RemoveAt(0) : method.Parameters,
        TokenIsLast: false,
        ReportOn: null)
    {
        Method = method,
    };

    /// <summary>A method of the type that takes nothing and returns nothing, at once.</summary>
    public static Callee OfEmpty(IMethodSymbol method) => new(
        method.Name, method.Name, method.IsStatic, IsAwaited: false, Receiver: null, ImmutableArray<IParameterSymbol>.Empty, TokenIsLast: false, ReportOn: null)
    {
        Method = method,
    };

    /// <summary>The call as the emitter needs it.</summary>
    /// <param name="token">What it gets for a cancellation token, nothing in a synchronous pipeline.</param>
    public CallModel ToModel(string token)
    {
        return new CallModel(Names.Escape(Name), IsStatic, IsAwaited, Receiver, new EquatableArray<ArgumentModel>(Arguments(token)));
    }

    private ImmutableArray<ArgumentModel> Arguments(string token)
    {
        if (Parameters.IsEmpty && !TokenIsLast)
        {
            return ImmutableArray<ArgumentModel>.Empty;
        }
        ImmutableArray<ArgumentModel>.Builder arguments = ImmutableArray.CreateBuilder<ArgumentModel>(Parameters.Length + (TokenIsLast ? 1 : 0));
        foreach (IParameterSymbol parameter in Parameters)
        {
            arguments.Add(token.Length > 0 && Tokens.Is(parameter)
                ? new ArgumentModel(token, IsIn: false)
                : new ArgumentModel(Names.Escape(parameter.Name), parameter.RefKind == RefKind.In && token.Length == 0));
        }
        if (TokenIsLast)
        {
            arguments.Add(new ArgumentModel(token, IsIn: false));
        }
        return arguments.MoveToImmutable();
    }
}
