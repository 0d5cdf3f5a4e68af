namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>How methods of pipelines are declared and called in C#.</summary>
internal static class Signatures
{
    /// <summary>The parameters of a load or unload that the user declares.</summary>
    public static string Declared(Host host, Declaration declaration, IEnumerable<Parameter> parameters, bool token)
    {
        IEnumerable<string> named = parameters.Select(parameter => Declare(host, parameter));
        return string.Join(", ", !token ? named : declaration.IsReversed ? named.Prepend("CancellationToken stop") : named.Append("CancellationToken stop"));
    }

    /// <summary>A parameter with its type.</summary>
    public static string Declare(Host host, Parameter parameter) => parameter switch
    {
        Parameter.Flag => "bool flag",
        Parameter.Tag => host.HasGenericTag ? "T tag" : "string tag",
        _ => "int size",
    };

    /// <summary>A parameter as an argument of the same name.</summary>
    public static string Pass(Parameter parameter) => parameter switch
    {
        Parameter.Flag => "flag",
        Parameter.Tag => "tag",
        _ => "size",
    };

    /// <summary>A call of a load, with the arguments in its own order.</summary>
    public static string Load(string target, Pipeline pipeline, Func<Parameter, string> argument, string token)
    {
        IEnumerable<string> arguments = pipeline.LoadParameters.Select(argument);
        return !pipeline.IsAsync
            ? $"{target}{pipeline.Name.Load}({string.Join(", ", arguments)})"
            : $"await {target}{pipeline.Name.Load}Async({string.Join(", ", pipeline.Load is { IsReversed: true } ? arguments.Prepend(token) : arguments.Append(token))})";
    }

    /// <summary>A call of an unload, without <c>await</c>.</summary>
    public static string Unload(string target, Pipeline pipeline, Func<Parameter, string> argument) =>
        $"{target}{pipeline.Name.Unload}{(pipeline.IsAsync ? "Async" : "")}({string.Join(", ", pipeline.UnloadParameters.Select(argument))})";

    /// <summary>What a method returns.</summary>
    /// <param name="form">How it ends.</param>
    /// <param name="content">What comes out of it, if anything.</param>
    public static string Returned(Form form, string? content) => (form, content) switch
    {
        (Form.Plain, null) => "void",
        (Form.Plain, _) => content,
        (_, null) => form.ToString(),
        _ => $"{form}<{content}>",
    };

    /// <summary>The statement that ends a method.</summary>
    public static string? Return(Form form, string? content, string? value, bool awaits) => (form, content) switch
    {
        (_, null) when awaits => null,
        (Form.Plain, null) => null,
        (Form.Task, null) => "return Task.CompletedTask;",
        (_, null) => "return default;",
        (Form.Task, _) when !awaits => $"return Task.FromResult({value});",
        (Form.ValueTask, _) when !awaits => $"return new ValueTask<{content}>({value});",
        _ => $"return {value};",
    };
}
