using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Mlx4.Tests;

/// <summary>
/// Compares text with a file beside the test, by the names and rules of Verify: <c>Class.Method#Hint.verified.txt</c> is what was
/// approved; on a difference <c>.received.</c> is written beside it, to be looked at and renamed. With the build property
/// <c>SnapshotEngine=Verify</c>, Verify itself does the comparing, on the same files.
/// </summary>
internal static partial class Snapshot
{
#if SNAPSHOT_ENGINE_VERIFY
    /// <summary>Compares the text with the approved one.</summary>
    public static async Task Verify(string text, string? hint = null, string extension = "txt", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        VerifyTests.VerifySettings settings = new();
        settings.UseFileName(Name(file, method, hint));
        await VerifyXunit.Verifier.Verify(Scrub(text), extension, settings, file);
    }
#else
    /// <summary>Compares the text with the approved one.</summary>
    public static async Task Verify(string text, string? hint = null, string extension = "txt", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(file)!, Name(file, method, hint));
        string verified = $"{path}.verified.{extension}";
        string received = $"{path}.received.{extension}";
        text = Scrub(text);
        string approved = File.Exists(verified) ? (await File.ReadAllTextAsync(verified)).ReplaceLineEndings("\n") : "";
        if (approved == text)
        {
            File.Delete(received);
            return;
        }
        await File.WriteAllTextAsync(received, text);
        Assert.Fail($"{Path.GetFileName(verified)} differs. If the new text is right, rename {received} to it.\n\n{Difference(approved, text)}");
    }
#endif

    private static string Name(string file, string method, string? hint) =>
        $"{Path.GetFileNameWithoutExtension(file)}.{method}{(hint is null ? "" : "#" + hint)}";

    /// <summary>The version of the generator changes with every release, the approved texts do not.</summary>
    private static string Scrub(string text) => VersionPattern().Replace(text.ReplaceLineEndings("\n"), "$1{version}$2");

    [GeneratedRegex("(GeneratedCode\\(\"Mlx4\\.Generators\", \")[0-9.]+(\"\\))")]
    private static partial Regex VersionPattern();

    private static string Difference(string approved, string text)
    {
        StringBuilder difference = new();
        foreach (DiffPiece line in InlineDiffBuilder.Diff(approved, text).Lines.Where(line => line.Type != ChangeType.Unchanged))
        {
            difference.Append(line.Type == ChangeType.Inserted ? "+ " : "- ").Append(line.Text).Append('\n');
        }
        return difference.ToString();
    }
}
