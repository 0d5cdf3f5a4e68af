using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Mlx4.Tests.Generators.Harness;

/// <summary>
/// An object of a compiled test source, with the log of what its stages and cleanups did. The sources call <c>Probe</c>, which
/// writes the log and fails where the test says so.
/// </summary>
internal sealed class Device
{
    /// <summary>What the stages of test sources call.</summary>
    private const string ProbeSource = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using Mlx4.Runtime;

        /// <summary>The log, and where to fail.</summary>
        public sealed class Probe
        {
            public List<string> Log { get; } = new List<string>();

            /// <summary>Failures by step: an <see cref="Errno"/>, an exception, or an action to run.</summary>
            public Dictionary<string, Queue<object?>> Plan { get; } = new Dictionary<string, Queue<object?>>();

            /// <summary>Notes a step, and fails if that is planned.</summary>
            public Errno Step(string name)
            {
                Log.Add(name);
                if (Plan.TryGetValue(name, out Queue<object?>? plan) && plan.Count > 0)
                {
                    switch (plan.Dequeue())
                    {
                        case Errno error: return error;
                        case Exception exception: throw exception;
                        case Action action: action(); break;
                    }
                }
                return Errno.Ok;
            }
        }
        """;

    private readonly object _device;
    private readonly Type _type;
    private readonly dynamic _probe;

    private Device(Assembly assembly, string type)
    {
        _type = assembly.GetType(type) ?? throw new ArgumentException($"no type {type}", nameof(type));
        if (_type.IsGenericTypeDefinition)
        {
            _type = _type.MakeGenericType([.. _type.GetGenericArguments().Select(_ => typeof(string))]);
        }
        _device = Activator.CreateInstance(_type)!;
        _probe = Activator.CreateInstance(assembly.GetType("Probe")!)!;
        _type.GetField("Probe")!.SetValue(_device, _probe);
    }

    /// <summary>The log so far, one step after the other.</summary>
    public string Log => string.Join(' ', (List<string>)_probe.Log);

    /// <summary>The stages by name, in order.</summary>
    public IReadOnlyList<Mlx4.Runtime.StageInfo> Stages(string load = "LoadOne") =>
        (IReadOnlyList<Mlx4.Runtime.StageInfo>)_type.GetProperty(load + "Stages")!.GetValue(null)!;

    /// <summary>Compiles a source with the generator, without a warning, and makes an object of its type <c>Nic</c>.</summary>
    public static Device Of(string source, string type = "Nic") => Factory(source, type)();

    /// <summary>Compiles a source once, to make several objects.</summary>
    public static Func<Device> Factory(string source, string type = "Nic")
    {
        CSharpCompilation compilation = Compilations.Create([source, ProbeSource]);
        GeneratorRun run = GeneratorRun.Of(compilation).AssertCompilesWithoutWarning();
        using MemoryStream image = new();
        EmitResult result = run.Output.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext("test", isCollectible: true).LoadFromStream(image);
        return () => new Device(assembly, type);
    }

    /// <summary>Plans what a step does, the first time and the times after.</summary>
    /// <param name="step">The step's name in the log.</param>
    /// <param name="outcomes">An <see cref="Mlx4.Runtime.Errno"/>, an exception, an action, or null for success.</param>
    public Device Plan(string step, params object?[] outcomes)
    {
        _probe.Plan[step] = new Queue<object?>(outcomes);
        return this;
    }

    /// <summary>Sets a field or a property.</summary>
    public Device Set(string member, object? value)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        if (_type.GetField(member, Any) is FieldInfo field)
        {
            field.SetValue(_device, value);
        }
        else
        {
            _type.GetProperty(member, Any)!.SetValue(_device, value);
        }
        return this;
    }

    /// <summary>Loads.</summary>
    /// <returns>The text of the result, nothing for a load that returns nothing.</returns>
    public string Load(params object?[] arguments) => Call("LoadOne", arguments)?.ToString() ?? "";

    /// <summary>Unloads.</summary>
    public void Unload(params object?[] arguments) => Call("UnloadOne", arguments);

    /// <summary>Calls a method of the object; what it throws is thrown as it is.</summary>
    public object? Call(string method, params object?[] arguments)
    {
        try
        {
            return _type.GetMethod(method, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.Invoke(_device, arguments);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
            throw;
        }
    }

    /// <summary>The log since the last call of this, which is forgotten.</summary>
    public string TakeLog()
    {
        string log = Log;
        _probe.Log.Clear();
        return log;
    }
}
