using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Harness;

/// <summary>
/// An object of a compiled test source, with the log of what its stages and cleanups did. The sources call <c>Probe</c>, which
/// writes the log and fails where the test says so.
/// </summary>
internal sealed class Device
{
    /// <summary>What the stages of test sources call.</summary>
    public const string ProbeSource = """
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

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

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

    /// <summary>The object itself; boxed, if it is a structure.</summary>
    public object Instance => _device;

    /// <summary>The log so far, one step after the other.</summary>
    public string Log => string.Join(' ', (List<string>)_probe.Log);

    /// <summary>Compiles sources with the generator, without a warning, and makes an object of their type <c>Nic</c>.</summary>
    public static Device Of(params string[] sources) => Factory(sources)();

    /// <summary>Compiles sources once, to make several objects of their type <c>Nic</c>.</summary>
    public static Func<Device> Factory(params string[] sources)
    {
        Func<string, Device> types = Types(sources);
        return () => types("Nic");
    }

    /// <summary>Compiles sources once, to make objects of several types, by their metadata names.</summary>
    public static Func<string, Device> Types(params string[] sources)
    {
        CSharpCompilation compilation = Compilations.Create([.. sources, ProbeSource]);
        GeneratorRun run = GeneratorRun.Of(compilation).AssertCompilesWithoutWarning();
        using MemoryStream image = new();
        EmitResult result = run.Output.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext("test", isCollectible: true).LoadFromStream(image);
        return type => new Device(assembly, type);
    }

    /// <summary>Plans what a step does, the first time and the times after.</summary>
    /// <param name="step">The step's name in the log.</param>
    /// <param name="outcomes">An <see cref="Errno"/>, an exception, an action, or null for success.</param>
    public Device Plan(string step, params object?[] outcomes)
    {
        _probe.Plan[step] = new Queue<object?>(outcomes);
        return this;
    }

    /// <summary>
    /// Plans several steps, as a row of a table says it: <c>SetUp=EBUSY,ok,EIO -Reset=throw</c>. What is thrown is an <see cref="IOException"/> that says <c>-Reset threw</c>.
    /// </summary>
    public Device Plan(string plan)
    {
        foreach (string[] step in plan.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Split('=')))
        {
            Plan(step[0], [.. step[1].Split(',').Select(object? (outcome) => outcome switch
            {
                "ok" => null,
                "throw" => new IOException($"{step[0]} threw"),
                _ => Enum.Parse<Errno>(outcome),
            })]);
        }
        return this;
    }

    /// <summary>Sets a field or a property.</summary>
    public Device Set(string member, object? value)
    {
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

    /// <summary>The value of a field or a property.</summary>
    public object? Get(string member) =>
        _type.GetField(member, Any) is FieldInfo field ? field.GetValue(_device) : _type.GetProperty(member, Any)!.GetValue(_device);

    /// <summary>Loads.</summary>
    /// <returns>The text of the result, nothing for a load that returns nothing.</returns>
    public string Load(params object?[] arguments) => Call("LoadOne", arguments)?.ToString() ?? "";

    /// <summary>Unloads.</summary>
    public void Unload(params object?[] arguments) => Call("UnloadOne", arguments);

    /// <summary>Loads, and says in one line how it ended.</summary>
    /// <returns>The result's text; the message of what a step threw; an <see cref="UnwindException"/> with all that it holds.</returns>
    public string TryLoad(params object?[] arguments) => Try("LoadOne", arguments);

    /// <summary>Unloads, and says in one line how it ended.</summary>
    public string TryUnload(params object?[] arguments) => Try("UnloadOne", arguments);

    /// <summary>Calls a method of the object, and says in one line how it ended.</summary>
    public string Try(string method, params object?[] arguments)
    {
        try
        {
            return Call(method, arguments)?.ToString() ?? "";
        }
        catch (Exception exception) when (Describe(exception) is not null)
        {
            return Describe(exception)!;
        }
    }

    /// <summary>Calls an asynchronous method of the object, and says in one line how it ended.</summary>
    public async Task<string> TryAsync(string method, params object?[] arguments)
    {
        try
        {
            switch (Call(method, arguments))
            {
                case ValueTask task:
                    await task;
                    return "";
                case ValueTask<InitResult<Errno>> task:
                    return (await task).ToString();
                default:
                    throw new ArgumentException($"{method} is not asynchronous", nameof(method));
            }
        }
        catch (Exception exception) when (Describe(exception) is not null)
        {
            return Describe(exception)!;
        }
    }

    private static string? Describe(Exception exception) => exception switch
    {
        UnwindException unwind => $"unwind({unwind.Stage ?? "-"}{(unwind.Error is null ? "" : $", {unwind.Error}")}): {string.Join(", ", unwind.InnerExceptions.Select(inner => Describe(inner) ?? inner.Message))}",
        OperationCanceledException => "cancelled",
        IOException => exception.Message,
        InvalidOperationException => "refused",
        _ => null,
    };

    /// <summary>Calls a method of the object; what it throws is thrown as it is.</summary>
    public object? Call(string method, params object?[] arguments)
    {
        // The nearest one: a derived type may hide what its base has.
        MethodInfo? found = null;
        for (Type? type = _type; type is not null && found is null; type = type.BaseType)
        {
            found = type.GetMethod(method, Any | BindingFlags.DeclaredOnly);
        }
        try
        {
            return found!.Invoke(_device, arguments);
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
