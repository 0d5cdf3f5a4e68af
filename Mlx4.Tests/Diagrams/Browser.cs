using Microsoft.Playwright;

namespace Mlx4.Tests.Diagrams;

/// <summary>A headless browser.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.Executable is not { } executable)
        {
            return;
        }
        _playwright = await Playwright.CreateAsync();
        // The browser's own sandbox is not for root.
        string[] arguments = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }

    /// <summary>Opens a page that is given as text.</summary>
    /// <param name="html">The page.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    internal async Task<OpenPage> Open(string html, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        IPage page = await context.NewPageAsync();
        OpenPage open = new(context, page);
        await page.SetContentAsync(html);
        return open;
    }
}

/// <summary>A page that is open, and what it complained of or asked for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => _complaints.Add(message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _complaints.AddRange(request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
    }

    public IPage Page { get; }

    /// <summary>Errors, messages and requests: a page has none.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>A stage, by its name: the first that is seen.</summary>
    public ILocator Stage(string name) => Page.Locator("[data-stage]:visible", new() { Has = Page.GetByText(name, new() { Exact = true }) }).First;

    /// <summary>The steps that are listed.</summary>
    public Task<IReadOnlyList<string>> Steps() => Page.Locator("#course .text").AllInnerTextsAsync();

    /// <summary>What the browser answers.</summary>
    public Task<T> Ask<T>(string script) => Page.EvaluateAsync<T>(script);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Complaints);
        await _context.DisposeAsync();
    }
}
