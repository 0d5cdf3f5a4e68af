using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Mlx4.Runtime;
using Mlx4.Testing;
using Mlx4.Tests.Generators.Harness;
using Mlx4.Tests.Generators.Interpreter;

namespace Mlx4.Tests.Testing;

/// <summary>The random types of the interpreter, with hooks that are forwarded to the kit, and with generated code that may be broken on purpose.</summary>
internal sealed partial class KitHosts : IDisposable
{
    private static readonly Hooks Forwarding = new(
        "Mlx4.Tests.Testing.KitProbes.Of(Object).OnStageEvent(stageEvent)", _ => "Mlx4.Tests.Testing.KitProbes.Of(Object).OnStageStarting(stage, ref error)");

    private readonly AssemblyLoadContext _context = new("kit hosts", isCollectible: true);
    private readonly Assembly _assembly;
    private readonly IReadOnlyList<Host> _hosts;

    /// <summary>Generates the code of types, breaks it and compiles it.</summary>
    /// <param name="hosts">The types.</param>
    /// <param name="change">Changes the generated text of the type at a place.</param>
    public KitHosts(IReadOnlyList<Host> hosts, Func<int, string, string> change)
    {
        _hosts = hosts;
        GeneratorRun run = Generate(hosts);
        CSharpCompilation compilation = (CSharpCompilation)run.Output;
        foreach ((int index, SyntaxTree tree) in FilesOf(run))
        {
            string text = tree.ToString();
            string changed = change(index, text);
            compilation = changed == text ? compilation
                : compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(changed, (CSharpParseOptions)tree.Options, tree.FilePath));
        }
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        _assembly = _context.LoadFromStream(image);
    }

    /// <summary>The generated text of each type, without those of the types within it.</summary>
    public static IReadOnlyList<string> TextsOf(IReadOnlyList<Host> hosts) =>
        [.. FilesOf(Generate(hosts)).OrderBy(file => file.Index).Select(file => file.Tree.ToString())];

    /// <summary>The faults of a type's first pipeline.</summary>
    public PipelineFaults<PipelineObject> FaultsOf(int index)
    {
        Host host = _hosts[index];
        Type holder = _assembly.GetType(HostSource.ObjectOf(TypeName(index)), throwOnError: true)!;
        IReadOnlyList<StageInfo> stages = StagesOf(host, 0, TypeName(index));
        PipelineFaults<PipelineObject> faults = (host.Pipelines[0].IsAsync, host.Pipelines[0].Error?.Name) switch
        {
            (false, null) => PipelineFaults.Of(stages, Create, target => { Load(target, default).AsTask().GetAwaiter().GetResult(); }, Unload),
            (false, "Errno") => PipelineFaults.Of(stages, Create, target => Result<Errno>(Load(target, default).AsTask().GetAwaiter().GetResult(), Enum.Parse<Errno>), Unload),
            (false, "Fault") => PipelineFaults.Of(stages, Create, target => Result<Fault>(Load(target, default).AsTask().GetAwaiter().GetResult(), Enum.Parse<Fault>), Unload),
            (false, _) => PipelineFaults.Of(stages, Create, target => Result(Load(target, default).AsTask().GetAwaiter().GetResult(), int.Parse), Unload),
            (true, null) => PipelineFaults.Of(stages, Create, async (target, token) => { await Load(target, token); }, UnloadAsync),
            (true, "Errno") => PipelineFaults.Of(stages, Create, async (target, token) => Result<Errno>(await Load(target, token), Enum.Parse<Errno>), UnloadAsync),
            (true, "Fault") => PipelineFaults.Of(stages, Create, async (target, token) => Result<Fault>(await Load(target, token), Enum.Parse<Fault>), UnloadAsync),
            (true, _) => PipelineFaults.Of(stages, Create, async (target, token) => Result(await Load(target, token), int.Parse), UnloadAsync),
        };
        return faults.WithNested([.. TablesWithin(host, TypeName(index))]).WithHeld(target => Held(host, target.Probe));

        PipelineObject Create(FaultProbe probe)
        {
            Probe notes = new([]);
            PipelineObject target = (PipelineObject)Activator.CreateInstance(holder, notes, "nic")!;
            KitProbes.Add(notes, probe);
            return target;
        }
    }

    public void Dispose() => _context.Unload();

    private static GeneratorRun Generate(IReadOnlyList<Host> hosts) => GeneratorRun.Of(Compilations.Create(
        hosts.Select((host, index) => HostSource.Of(host, TypeName(index), Forwarding)),
        references: [.. Compilations.References, MetadataReference.CreateFromFile(typeof(PipelineObject).Assembly.Location), MetadataReference.CreateFromFile(typeof(FaultProbe).Assembly.Location)]));

    private static string TypeName(int index) => $"Kit{index}Nic";

    /// <summary>The generated file of each type. Its second line says whose it is.</summary>
    private static IEnumerable<(int Index, SyntaxTree Tree)> FilesOf(GeneratorRun run) =>
        from tree in run.Output.SyntaxTrees
        where tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)
        let type = OwnerPattern().Match(tree.ToString().Split('\n', 3)[1])
        where type.Success
        select (int.Parse(type.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), tree);

    [GeneratedRegex(@"\bKit(\d+)Nic\b")]
    private static partial Regex OwnerPattern();

    private static ValueTask<string> Load(PipelineObject target, CancellationToken token)
    {
        target.Probe.Begin(flag: true, () => { }, token);
        return target.Load(0, new Arguments(true, "tag", 1, token));
    }

    private static void Unload(PipelineObject target) => UnloadAsync(target).AsTask().GetAwaiter().GetResult();

    private static ValueTask UnloadAsync(PipelineObject target) => target.Unload(0, new Arguments(true, "tag", 1, default));

    /// <summary>The result whose text it is.</summary>
    private static InitResult<TError> Result<TError>(string text, Func<string, TError> parse)
        where TError : struct
    {
        int colon = text.LastIndexOf(": ", StringComparison.Ordinal);
        return text == "ok" ? default : new InitResult<TError>(parse(text[(colon + 2)..]), colon < 0 ? null : text[..colon]);
    }

    private IReadOnlyList<StageInfo> StagesOf(Host host, int pipeline, string name)
    {
        Type value = _assembly.GetType(HostSource.ObjectOf(name), throwOnError: true)!.GetProperty("Value")!.PropertyType;
        return (IReadOnlyList<StageInfo>)(value.IsByRef ? value.GetElementType()! : value).GetProperty($"{host.Pipelines[pipeline].Name.Load}Stages")!.GetValue(null)!;
    }

    private IEnumerable<IReadOnlyList<StageInfo>> TablesWithin(Host host, string name) =>
        from stage in host.Stages
        where stage.Nested is not null
        let type = StageSource.NestedName(name, stage)
        from table in TablesWithin(stage.Nested!.Host, type).Prepend(StagesOf(stage.Nested.Host, stage.Nested.Index, type))
        select table;

    /// <summary>What stages have taken and cleanups have not given back; and what was given back too often.</summary>
    private static IEnumerable<string> Held(Host host, Probe probe)
    {
        List<string> held = [];
        foreach (string step in probe.Calls.Where(call => call.Kind is CallKind.Stage or CallKind.VoidStage or CallKind.Cleanup).Select(call => call.Step))
        {
            int dot = step.LastIndexOf('.');
            string resource = $"{step[..dot]}.{step[(dot + 2)..]}";
            if (step[dot + 1] == 'U')
            {
                if (!held.Remove(resource))
                {
                    held.Add($"{resource}, given back twice");
                }
            }
            else if (StageAt(host, step) is { Cleanup: not null, Nested: null })
            {
                held.Add(resource);
            }
        }
        return held.Where(resource => StageAt(host, resource.Replace(", given back twice", "", StringComparison.Ordinal)) is { Nested: null });
    }

    /// <summary>The stage of a call such as <c>nic/S1[0].S2[1]</c>.</summary>
    private static Stage StageAt(Host host, string step)
    {
        string[] parts = step.Split('/', '.');
        foreach (string part in parts[1..^1])
        {
            host = Find(host, part).Nested!.Host;
        }
        return Find(host, parts[^1]);

        static Stage Find(Host host, string part)
        {
            string number = part.TrimStart('S').Split('[')[0];
            return host.Stages.Single(stage => stage.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == number);
        }
    }
}

/// <summary>Finds the kit's probe for the compiled objects, which have one of the interpreter's.</summary>
public static class KitProbes
{
    private static readonly ConditionalWeakTable<Probe, FaultProbe> Probes = [];

    /// <summary>The kit's probe for an object and all within it.</summary>
    public static FaultProbe Of(PipelineObject target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Probes.TryGetValue(target.Probe, out FaultProbe? probe) ? probe : throw new InvalidOperationException("No probe was added.");
    }

    internal static void Add(Probe probe, FaultProbe forwarded) => Probes.Add(probe, forwarded);
}
