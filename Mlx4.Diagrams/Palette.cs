namespace Mlx4.Diagrams;

/// <summary>The colours of images and pages, by the reader's choice of light or dark.</summary>
internal static class Palette
{
    public const string Text = """
        :root { --back: #ffffff; --ink: #1f2328; --soft: #57606a; --line: #8c959f; --box: #f6f8fa; --undo: #eef4fb; --edge: #4a6f96; --fail: #b3261e; --again: #6639a6; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #0d1117; --ink: #e6edf3; --soft: #9ea7b1; --line: #6e7681; --box: #161b22; --undo: #14202e; --edge: #7ba3cc; --fail: #ff8f85; --again: #c4a5f5; }
        }
        """;
}
