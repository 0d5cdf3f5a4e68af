using Microsoft.Playwright;
using Mlx4.Diagrams;
using Mlx4.Diagrams.Model;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Diagrams;

/// <summary>The page, in a browser. Whatever a test does, the page complains of nothing and asks the network for nothing.</summary>
public sealed class HtmlPageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly Lazy<string> Driver = new(() => DriverDrawings.Of(DriverPipelines.All, FunctionVariant.ByLoading()).ToHtml("The pipelines of mlx4"));

    [ChromiumFact]
    public async Task At_any_width_nothing_leaves_the_page_and_no_boxes_overlap()
    {
        foreach (int width in new[] { 360, 768, 1280 })
        {
            await using OpenPage open = await browser.Open(Driver.Value, width);
            await open.Page.Locator("#unfold").ClickAsync();
            await open.Page.Locator("#success").ClickAsync();

            Assert.Equal(width, await open.Ask<int>("document.documentElement.scrollWidth"));
            Assert.Equal("", await open.Ask<string>("""
                (() => {
                    const boxes = [...document.querySelectorAll('#pipelines [data-stage], #pipelines [data-rung], #pipelines summary, #pipelines .end, #pipelines .instead')]
                        .map(element => ({ name: element.innerText, at: element.getBoundingClientRect() })).filter(box => box.at.height > 0);
                    boxes.sort((one, other) => one.at.top - other.at.top);
                    const found = boxes.filter(box => box.at.left < 0 || box.at.right > innerWidth).map(box => 'outside: ' + box.name);
                    boxes.forEach((box, index) => {
                        for (let i = index + 1; i < boxes.length && boxes[i].at.top < box.at.bottom - 0.5; i++) {
                            if (boxes[i].at.left < box.at.right - 0.5 && box.at.left < boxes[i].at.right - 0.5) found.push(box.name + ' overlaps ' + boxes[i].name);
                        }
                    });
                    return found.join('\n');
                })()
                """));
        }
    }

    [ChromiumFact]
    public async Task A_click_shows_for_every_stage_and_variant_what_a_load_does()
    {
        PipelineDrawing device = DriverDrawings.Of([DriverPipelines.All.Single(pipeline => pipeline.Name == "Mlx4Device")], FunctionVariant.ByLoading())[0];
        await using OpenPage open = await browser.Open(device.ToHtml());
        foreach (PipelineVariant variant in device.Variants)
        {
            await open.Page.GetByLabel(variant.Name, new() { Exact = true }).CheckAsync();
            string[][] shown = await open.Ask<string[][]>("""
                [...document.querySelectorAll('section > .pipeline > .rows > .row > .cell > [data-stage]')].map(stage => {
                    stage.click();
                    const choices = [...document.querySelectorAll('#faults input')];
                    return (choices.length ? choices : [stage]).map((_, index) => {
                        document.querySelectorAll('#faults input')[index]?.click();
                        return [...document.querySelectorAll('#course .text')].map(text => text.innerText).join('\n');
                    });
                })
                """);
            // Rows are in the order of the stages.
            for (int stage = 0; stage < device.Stages.Count; stage++)
            {
                string[] predicted = variant.Runs(device.Stages[stage].Name)
                    ? [.. Fault.Of(device.Stages, stage).Select(fault => Say(device, Course.OfLoad(device, variant, fault)))]
                    : [""];
                Assert.Equal(predicted, shown[stage]);
            }
        }
    }

    [ChromiumFact]
    public async Task A_failure_in_a_nested_pipeline_goes_on_in_those_around()
    {
        await using OpenPage open = await browser.Open(Tables.Adapter.ToHtml());

        await open.Stage("SetPort").ClickAsync();

        Assert.Equal(
            [
                "Own", "Configure", "EnableFunctions", "EnableVectors", "EnterLoading",
                "AllocMailbox", "SetPort fails", "FreeMailbox undoes AllocMailbox",
                "InitPort fails at item k", "CleanupPort undoes InitPort, items k−1 … 0", "LeaveLoading undoes EnterLoading", "DisableVectors undoes EnableVectors",
                "DisableFunctions undoes EnableFunctions", "Disown undoes Own", "not loaded",
            ],
            await open.Steps());
        Assert.Equal(
            "SetPort fails with an error: 6 cleanups run, from FreeMailbox to Disown. Nothing is left loaded.",
            await open.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "SetPort" }).First.InnerTextAsync());
        Assert.Equal(["1", "6"], await open.Page.Locator("[data-rung]").Filter(new() { HasTextRegex = new("FreeMailbox|Disown") }).Locator(".mark").AllInnerTextsAsync() is [var disown, var free] ? [free, disown] : []);
    }

    [ChromiumFact]
    public async Task A_load_that_succeeds_can_be_unloaded_and_gone_through_step_by_step()
    {
        await using OpenPage open = await browser.Open(Tables.Adapter.ToHtml());
        Assert.True(await open.Page.Locator("#unload").IsDisabledAsync());

        await open.Page.Locator("#success").ClickAsync();
        Assert.Equal(["Test", "LeaveLoading undoes EnterLoading", "loaded"], (await open.Steps()).TakeLast(3));
        await open.Page.Locator("#unload").ClickAsync();
        Assert.Equal(
            ["CleanupPort undoes InitPort, last item first", "DisableVectors undoes EnableVectors", "DisableFunctions undoes EnableFunctions", "Disown undoes Own", "not loaded"],
            await open.Steps());

        await open.Page.Locator("#first").ClickAsync();
        await open.Page.Locator("#next").ClickAsync();
        Assert.Equal("1 of 5: CleanupPort undoes InitPort, last item first", await open.Page.Locator("#place").InnerTextAsync());
        Assert.Equal(1, await open.Page.Locator("[data-rung].ran.now").CountAsync());
        await open.Page.Locator("#reset").ClickAsync();
        Assert.Empty(await open.Steps());
        Assert.Equal(0, await open.Page.Locator(".ran, .now, .playing").CountAsync());
    }

    [ChromiumFact]
    public async Task The_variant_says_what_is_skipped()
    {
        await using OpenPage open = await browser.Open(Tables.Adapter.ToHtml());
        Assert.Equal(0, await open.Page.Locator(".off").CountAsync());

        await open.Page.GetByLabel("function", new() { Exact = true }).CheckAsync();
        await open.Stage("Configure").ClickAsync();

        Assert.Equal(2, await open.Page.Locator(".off").CountAsync());
        Assert.Equal("Configure does not run in this kind of load, so it cannot fail.", await open.Page.Locator("#outcome").InnerTextAsync());
        Assert.Empty(await open.Steps());
    }

    [ChromiumFact]
    public async Task Everything_can_be_done_with_keys()
    {
        await using OpenPage open = await browser.Open(Driver.Value);
        IKeyboard keyboard = open.Page.Keyboard;

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("queryadapter");
        Assert.Equal("1 stage in 1 pipeline", await open.Page.Locator("#count").InnerTextAsync());
        await keyboard.PressAsync("Enter");
        Assert.Contains("QueryAdapter", await Focused(), StringComparison.Ordinal);
        await keyboard.PressAsync("Enter");
        Assert.Contains("fails with an error", await open.Page.Locator("#outcome").InnerTextAsync(), StringComparison.Ordinal);
        await keyboard.PressAsync("Escape");
        Assert.Equal("", await open.Page.Locator("#search").InputValueAsync());

        await keyboard.PressAsync("Home");
        Assert.Contains("AllocDevlink", await Focused(), StringComparison.Ordinal);
        await keyboard.PressAsync("ArrowDown");
        Assert.Contains("RegisterParameters", await Focused(), StringComparison.Ordinal);
        await keyboard.PressAsync("ArrowUp");
        Assert.Contains("AllocDevlink", await Focused(), StringComparison.Ordinal);
        Assert.Equal("3px", await open.Ask<string>("getComputedStyle(document.activeElement).outlineWidth"));
        await open.Stage("InitHca").FocusAsync();
        await keyboard.PressAsync("ArrowRight");
        await keyboard.PressAsync("ArrowDown");
        Assert.Contains(DriverPipelines.All.Single(pipeline => pipeline.Name == "HcaStart").Stages[0].Name, await Focused(), StringComparison.Ordinal);
        await keyboard.PressAsync("Escape");
        Assert.Empty(await open.Steps());

        async Task<string> Focused() => (await open.Ask<string>("document.activeElement.innerText")).Replace("\u200B", "", StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_search_finds_what_is_folded_and_folds_it_again()
    {
        await using OpenPage open = await browser.Open(Driver.Value);
        int before = await open.Page.Locator("[data-stage]:visible").CountAsync();

        await open.Page.Locator("#search").FillAsync("MsiX");
        Assert.Equal("EnableMsiX, RequireMsiX, AssignVectors, AssignInterruptPin, SetupHcaWithMsiX", string.Join(", ", await open.Page.Locator(".hit > .cell > [data-stage] > .name").AllInnerTextsAsync()));
        Assert.Equal("5 stages in 1 pipeline", await open.Page.Locator("#count").InnerTextAsync());
        await open.Page.Locator("#search").FillAsync("MapChunk");
        Assert.True(await open.Stage("MapChunk").IsVisibleAsync());
        await open.Page.Locator("#search").FillAsync("nothing of that name");
        Assert.True(await open.Page.Locator("#none").IsVisibleAsync());
        await open.Page.Locator("#search").FillAsync("");

        Assert.Equal(before, await open.Page.Locator("[data-stage]:visible").CountAsync());
    }

    [ChromiumFact]
    public async Task Nested_pipelines_unfold_in_place_to_any_depth()
    {
        await using OpenPage open = await browser.Open(Driver.Value);
        await open.Page.Locator("#unfold").ClickAsync();

        string[] unfolded = await open.Ask<string[]>("[...new Set([...document.querySelectorAll('#pipelines .pipeline')].map(each => each.dataset.pipeline))]");
        Assert.Equal(DriverPipelines.All.Count, unfolded.Length);
        Assert.InRange(await open.Ask<int>("Math.max(...[...document.querySelectorAll('.pipeline')].map(each => { let depth = 0; for (let at = each; at; at = at.parentElement.closest('.pipeline')) depth++; return depth; }))"), 6, 20);
        await open.Page.Locator("#fold").ClickAsync();
        Assert.Equal(DriverPipelines.All[0].Stages.Count, await open.Page.Locator("[data-stage]:visible").CountAsync());
    }

    [ChromiumFact]
    public async Task Light_and_dark_have_contrast()
    {
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using OpenPage open = await browser.Open(Tables.Adapter.ToHtml(), scheme: scheme);
            double least = await open.Ask<double>("""
                (() => {
                    const light = color => color.match(/[\d.]+/g).slice(0, 3).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
                    const back = element => { for (; element; element = element.parentElement) { const color = getComputedStyle(element).backgroundColor; if (color !== 'rgba(0, 0, 0, 0)') return color; } };
                    return Math.min(...[...document.querySelectorAll('.name, .word, .order, .end, h1, h2, p, .legend li')].map(element => {
                        const [low, high] = [light(getComputedStyle(element).color), light(back(element))].sort((one, other) => one - other);
                        return (high + 0.05) / (low + 0.05);
                    }));
                })()
                """);

            Assert.InRange(least, 4.5, 21); // What WCAG asks of text.
            Assert.Equal(scheme == ColorScheme.Dark, await open.Ask<bool>("getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'"));
        }
    }

    [ChromiumFact]
    public async Task On_paper_everything_is_unfolded_and_there_are_no_controls()
    {
        await using OpenPage open = await browser.Open(Driver.Value);
        int before = await open.Page.Locator("#pipelines .pipeline:visible").CountAsync();

        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await open.Page.WaitForFunctionAsync("most => document.querySelectorAll('#pipelines details[open]').length === most", DriverPipelines.All.Count - 1);
        Assert.Equal(0, await open.Page.Locator("aside:visible, .tools:visible, #variants:visible").CountAsync());
        Assert.Equal(DriverPipelines.All.Count, await open.Ask<int>("new Set([...document.querySelectorAll('#pipelines .pipeline')].filter(each => each.offsetParent).map(each => each.dataset.pipeline)).size"));

        await open.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await open.Page.WaitForFunctionAsync("before => document.querySelectorAll('#pipelines details[open]').length === before - 1", before);
    }

    [Fact]
    public void It_is_one_file_without_outside_references()
    {
        string page = Tables.Adapter.ToHtml();

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
        Assert.Equal(page, Tables.Adapter.ToHtml());
    }

    [ChromiumFact]
    public async Task Any_text_is_escaped()
    {
        const string Name = "<img src=x onerror=alert(1)>\"'&</script>";
        PipelineDrawing drawing = new(Name, [new("LoadOne", 10, "Open", name: Name, cleanup: Name, when: Name)], variants: [new PipelineVariant(Name, [Name])]);
        await using OpenPage open = await browser.Open(drawing.ToHtml());

        await open.Page.Locator("[data-stage]").ClickAsync();

        Assert.Equal([$"{Name} fails", "not loaded"], await open.Steps());
        Assert.Equal(Name, await open.Page.TitleAsync());
        Assert.Equal(0, await open.Page.Locator("img").CountAsync());
    }

    private static string Say(PipelineDrawing pipeline, Course course) => string.Join('\n', course.Steps.Select(step =>
    {
        (string name, string? cleanup, string? when, bool isLoop) = pipeline.Stages[step.Stage] is var stage ? (stage.Name, stage.Cleanup, stage.When, stage.ForEach is not null) : default;
        return step.Kind switch
        {
            StepKind.Run => isLoop ? $"{name}, every item" : name,
            StepKind.Skip => $"{name} is skipped: not {when}",
            StepKind.Keep => $"{name} is kept from before",
            StepKind.Fail => isLoop ? $"{name} fails at item k" : $"{name} fails",
            StepKind.LetGo => $"{name} fails, and the load goes on without it",
            StepKind.Restart => $"again from {name}",
            StepKind.Undo => isLoop ? $"{cleanup} undoes {name}, last item first" : $"{cleanup} undoes {name}",
            _ => $"{cleanup} undoes {name}, items k−1 … 0",
        };
    }).Append(course.IsLoaded ? "loaded" : "not loaded"));
}
