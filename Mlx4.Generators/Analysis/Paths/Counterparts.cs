using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// Tells which method gives back what another one took: <c>AllocRing</c> and <c>FreeRing</c>, <c>Map</c> and <c>Unmap</c>. The words are those
/// that drivers and .NET use in pairs. A cleanup's own use of them is what makes them count: nothing is concluded from a name alone.
/// </summary>
internal static class Counterparts
{
    /// <summary>Words that take, each with the words that give back.</summary>
    private static readonly Dictionary<string, string[]> Pairs = new(StringComparer.Ordinal)
    {
        ["Acquire"] = ["Release", "Return"],
        ["Activate"] = ["Deactivate"],
        ["Add"] = ["Remove", "Delete", "Del"],
        ["Alloc"] = ["Free", "Dealloc", "Release", "Destroy"],
        ["Allocate"] = ["Free", "Deallocate", "Release", "Destroy"],
        ["Attach"] = ["Detach"],
        ["Begin"] = ["End"],
        ["Bind"] = ["Unbind"],
        ["Claim"] = ["Release", "Unclaim"],
        ["Clone"] = ["Release", "Destroy"],
        ["Connect"] = ["Disconnect"],
        ["Create"] = ["Destroy", "Delete", "Free", "Release", "Remove"],
        ["Enable"] = ["Disable"],
        ["Enter"] = ["Exit", "Leave"],
        ["Get"] = ["Put", "Release"],
        ["Grab"] = ["Release", "Drop"],
        ["Hold"] = ["Release", "Unhold"],
        ["Init"] = ["Cleanup", "Uninit", "Deinit", "Fini", "Exit", "Teardown"],
        ["Initialize"] = ["Cleanup", "Uninitialize", "Teardown"],
        ["Insert"] = ["Remove", "Delete"],
        ["Install"] = ["Uninstall", "Remove"],
        ["Join"] = ["Leave"],
        ["Link"] = ["Unlink"],
        ["Load"] = ["Unload"],
        ["Lock"] = ["Unlock"],
        ["Map"] = ["Unmap"],
        ["Mount"] = ["Unmount"],
        ["Open"] = ["Close"],
        ["Pin"] = ["Unpin"],
        ["Post"] = ["Cancel"],
        ["Push"] = ["Pop"],
        ["Register"] = ["Unregister", "Deregister"],
        ["Rent"] = ["Return"],
        ["Request"] = ["Free", "Release"],
        ["Reserve"] = ["Release", "Free", "Unreserve"],
        ["Resume"] = ["Suspend"],
        ["Run"] = ["Stop"],
        ["Set"] = ["Clear", "Reset", "Unset"],
        ["Setup"] = ["Teardown", "Cleanup"],
        ["Start"] = ["Stop"],
        ["Subscribe"] = ["Unsubscribe"],
        ["Take"] = ["Release", "Return", "Give", "Put"],
        ["Try"] = [],
        ["Wait"] = ["Release"],
        ["Write"] = ["Erase"],
    };

    private static readonly HashSet<string> Giving = new(
        Pairs.Values.SelectMany(words => words).Concat(["Abort", "Dispose", "Drop", "Dereference", "Kill", "Shutdown", "Teardown", "Terminate"]), StringComparer.Ordinal);

    /// <summary>Words after which what was given back is gone.</summary>
    private static readonly HashSet<string> Ending = new(StringComparer.Ordinal)
    {
        "Free", "Dealloc", "Deallocate", "Destroy", "Dispose", "Release", "Return", "Unmap",
    };

    private static readonly HashSet<string> Making = new(StringComparer.Ordinal)
    {
        "Accept", "Acquire", "Activate", "Alloc", "Allocate", "Attach", "Begin", "Build", "Claim", "Clone", "Connect", "Create", "Duplicate", "Enter", "Grab", "Listen", "Load",
        "Lock", "Make", "Map", "Mount", "New", "Open", "Pin", "Register", "Rent", "Request", "Reserve", "Run", "Schedule", "Spawn", "Start", "Subscribe", "Watch",
    };

    /// <summary>How many names are kept with their words. The same few are asked for again and again.</summary>
    private const int MostKnown = 4096;

    private static readonly ConcurrentDictionary<string, List<string>> Known = new(StringComparer.Ordinal);

    /// <summary>Whether one method gives back what another took.</summary>
    /// <param name="release">The one that gives back.</param>
    /// <param name="acquire">The one that took.</param>
    public static bool Undoes(IMethodSymbol release, IMethodSymbol acquire) => Undoes(release, acquire, Agree);

    /// <summary>Whether one method undoes what another did on the same object, where nothing but the names says so.</summary>
    public static bool IsOpposite(IMethodSymbol release, IMethodSymbol acquire) => Undoes(release, acquire, static (one, other) => one.SequenceEqual(other));

    /// <summary>Whether what a method gives back is gone, by its verb.</summary>
    public static bool Ends(IMethodSymbol method) => Words(method.Name).FirstOrDefault(word => word != "Try") is string verb && Ending.Contains(verb);

    private static bool Undoes(IMethodSymbol release, IMethodSymbol acquire, Func<List<string>, List<string>, bool> agree)
    {
        List<string> taken = Words(acquire.Name);
        List<string> given = Words(release.Name);
        for (int i = 0; i < taken.Count; i++)
        {
            if (!Pairs.TryGetValue(taken[i], out string[]? undoing))
            {
                continue;
            }
            int at = FirstOf(undoing, given);
            if (at >= 0 && agree(Without(taken, i), Without(given, at)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Where the first of some words stands among others; -1 if none does.</summary>
    private static int FirstOf(string[] words, List<string> among)
    {
        for (int i = 0; i < among.Count; i++)
        {
            if (Array.IndexOf(words, among[i]) >= 0)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Whether a method gives something back, by its verb.</summary>
    public static bool IsRelease(IMethodSymbol method) => Words(method.Name) is [string first, ..] words && (Giving.Contains(first) || Giving.Contains(words[words.Count - 1]));

    /// <summary>Whether a method makes or takes something that its caller has to give back, by its verb; a look-up does not.</summary>
    public static bool IsAcquire(IMethodSymbol method) => Words(method.Name).FirstOrDefault(word => word != "Try") is string verb && Making.Contains(verb);

    /// <summary>What a method would be called that undoes one of this name: the other verb, or <c>Undo</c> where there is none.</summary>
    public static string NameOfUndoing(string name)
    {
        string verb = Words(name) is [string first, ..] ? first : "";
        return name.StartsWith("SetUp", StringComparison.Ordinal) ? "TearDown" + name.Substring("SetUp".Length)
            : Pairs.TryGetValue(verb, out string[]? undoing) && undoing.Length > 0 && name.StartsWith(verb, StringComparison.Ordinal) ? undoing[0] + name.Substring(verb.Length)
            : "Undo" + name;
    }

    /// <summary>Whether what is left of two names is about one thing: the same words, or none on one side.</summary>
    private static bool Agree(List<string> one, List<string> other) => one.Count == 0 || other.Count == 0 || one.SequenceEqual(other);

    private static List<string> Without(List<string> words, int index) => [.. words.Where((word, at) => at != index && word is not ("Try" or "Async"))];

    /// <summary>The words of a name: <c>AllocRxRing</c> is <c>Alloc</c>, <c>Rx</c>, <c>Ring</c>; <c>SET_UP</c> stays one.</summary>
    private static List<string> Words(string name)
    {
        if (!Known.TryGetValue(name, out List<string>? words))
        {
            if (Known.Count >= MostKnown)
            {
                Known.Clear();
            }
            Known[name] = words = Split(name);
        }
        return words;
    }

    private static List<string> Split(string name)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))) || name[i] == '_')
            {
                string word = name.Substring(start, i - start).Trim('_');
                if (word.Length > 0)
                {
                    words.Add(char.ToUpperInvariant(word[0]) + word.Substring(1));
                }
                start = i;
            }
        }
        return words;
    }
}
