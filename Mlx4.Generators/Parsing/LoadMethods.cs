using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>How the load and the unload of a pipeline are declared: by the user, or as their parameters allow.</summary>
internal sealed class LoadMethods(
    INamedTypeSymbol type,
    Compilation compilation,
    Reporter reporter,
    string pipeline,
    bool isAsync,
    ITypeSymbol? error,
    string? errorType,
    CancellationToken cancellation)
{
    private const string TokenName = "cancellationToken";

    private readonly Hiding _hiding = new(type, compilation, cancellation);

    public MethodModel Load { get; private set; } = null!;

    public MethodModel Unload { get; private set; } = null!;

    /// <summary>The user's own declaration of the load, if there is one.</summary>
    public IMethodSymbol? UsersLoad { get; private set; }

    /// <summary>The user's own declaration of the unload, if there is one.</summary>
    public IMethodSymbol? UsersUnload { get; private set; }

    /// <summary>The name of the cancellation token of an asynchronous load, else nothing.</summary>
    public string Token { get; private set; } = null!;

    /// <summary>Whether the table of the stages hides an inherited member.</summary>
    public bool TableHides => _hiding.ByTable(pipeline);

    /// <summary>Whether private members hide inherited ones.</summary>
    public bool PrivateHides => _hiding.OfPrivate();

    /// <summary>Finds both.</summary>
    /// <param name="parameters">The parameters of the load, to which those are added that a user's own load has for conditions.</param>
    /// <param name="unloadParameters">The parameters of the unload.</param>
    /// <param name="conditions">The names of all conditions.</param>
    /// <returns>Whether what is stated can be generated.</returns>
    public bool Bind(ParameterUnion parameters, ParameterUnion unloadParameters, ISet<string> conditions)
    {
        string unloadName = PipelineNames.UnloadOf(type, pipeline);
        string loadMethod = isAsync ? PipelineNames.AsyncOf(pipeline) : pipeline;
        string unloadMethod = isAsync ? PipelineNames.AsyncOf(unloadName) : unloadName;
        bool isRight = PipelineNames.Check(type, pipeline, loadMethod, unloadMethod, reporter);
        if (isAsync)
        {
            isRight &= CheckSynchronousName(pipeline, loadMethod) & CheckSynchronousName(unloadName, unloadMethod);
        }

        string result = errorType is null ? "" : $"global::Mlx4.Runtime.InitResult<{errorType}>";
        string loadReturns = isAsync ? ValueTaskOf(result) : result.Length > 0 ? result : "void";
        string unloadReturns = isAsync ? ValueTaskOf("") : "void";

        UsersLoad = UserMethods.Find(type, loadMethod);
        if (UsersLoad is IMethodSymbol usersLoad)
        {
            isRight &= Fits(usersLoad, loadReturns, parameters, conditions, takesToken: isAsync);
            Token = isAsync ? Names.Escape(usersLoad.Parameters.FirstOrDefault(Tokens.Is)?.Name ?? TokenName) : "";
            foreach (IParameterSymbol own in usersLoad.Parameters.Where(own => conditions.Contains(own.Name) && !parameters.Has(own.Name)))
            {
                parameters.AddOwn(own, usersLoad);
            }
            Load = UserMethods.ToModel(usersLoad, isAsync);
        }
        else
        {
            Token = isAsync ? FreeTokenName(parameters) : "";
            Load = Generated(loadMethod, loadReturns, parameters, Token, error);
        }

        UsersUnload = UserMethods.Find(type, unloadMethod);
        if (UsersUnload is IMethodSymbol usersUnload)
        {
            isRight &= Fits(usersUnload, unloadReturns, unloadParameters, new HashSet<string>(), takesToken: false);
            Unload = UserMethods.ToModel(usersUnload, isAsync);
        }
        else
        {
            Unload = Generated(unloadMethod, unloadReturns, unloadParameters, token: "", returned: null);
        }
        return isRight;
    }

    private bool Fits(IMethodSymbol method, string returns, ParameterUnion union, ISet<string> conditions, bool takesToken)
    {
        string? reason = UserMethods.WhyNot(method, returns, union, conditions, takesToken);
        if (reason is not null)
        {
            reporter.OnName(DiagnosticDescriptors.MemberConflict, method, method.Name, type.Name, reason);
        }
        return reason is null;
    }

    /// <summary>A partial method of the synchronous name, which nobody would implement.</summary>
    private bool CheckSynchronousName(string name, string asyncName)
    {
        IMethodSymbol? method = name == asyncName ? null : UserMethods.Find(type, name);
        if (method is not null)
        {
            reporter.OnName(DiagnosticDescriptors.MemberConflict, method, name, type.Name, $"the pipeline has asynchronous stages: declare '{asyncName}'");
        }
        return method is null;
    }

    private MethodModel Generated(string name, string returns, ParameterUnion union, string token, ITypeSymbol? returned)
    {
        IEnumerable<ITypeSymbol> signature = union.Parameters.Select(parameter => parameter.Type);
        string accessibility = AccessibilityRules.Widest(type, returned is null ? signature : signature.Append(returned));
        IEnumerable<ParameterModel> parameters = union.ToModel();
        if (token.Length > 0)
        {
            parameters = parameters.Append(new ParameterModel(token, Tokens.Type, Modifier: "", Default: " = default", Users: Enumerable.Empty<string>().ToEquatableArray()));
        }
        EquatableArray<ParameterModel> declared = parameters.ToEquatableArray();
        string hides = _hiding.ByMethod(name, declared) ? "new " : "";
        return new MethodModel(Names.Escape(name), $"{accessibility} {(type.IsStatic ? "static " : "")}{hides}{(isAsync ? "async " : "")}", returns, IsUsers: false, declared);
    }

    private static string FreeTokenName(ParameterUnion parameters)
    {
        string name = TokenName;
        while (parameters.Has(name))
        {
            name += "_";
        }
        return name;
    }

    private static string ValueTaskOf(string content) =>
        content.Length == 0 ? "global::System.Threading.Tasks.ValueTask" : $"global::System.Threading.Tasks.ValueTask<{content}>";
}
