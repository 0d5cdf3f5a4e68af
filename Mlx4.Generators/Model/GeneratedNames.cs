using System.Collections.Generic;

namespace Mlx4.Generators.Model;

/// <summary>The names of what is generated beside the load and the unload.</summary>
internal static class GeneratedNames
{
    /// <summary>The table of the stages.</summary>
    public static string StagesOf(string load) => load + "Stages";

    /// <summary>The field that remembers what has been loaded.</summary>
    public static string FieldOf(string load) => "_" + char.ToLowerInvariant(load[0]) + load.Substring(1) + "State";

    /// <summary>That field's type.</summary>
    public static string StateOf(string load) => load + "State";

    /// <summary>The ladder.</summary>
    public static string UnwindOf(string load) => "Unwind" + load;

    /// <summary>What ends the transient stages.</summary>
    public static string EndOf(string load) => "End" + load;

    /// <summary>What tells the observer of a step that may fail.</summary>
    public static string TellOf(string load) => "Tell" + load;

    /// <summary>What tells the observer of a step of the unwinding, which goes on whatever the observer does.</summary>
    public static string TryTellOf(string load) => "TryTell" + load;

    /// <summary>All names but those of the load and the unload.</summary>
    public static IEnumerable<string> OthersOf(string load) =>
        [StagesOf(load), FieldOf(load), StateOf(load), UnwindOf(load), EndOf(load), TellOf(load), TryTellOf(load)];
}
