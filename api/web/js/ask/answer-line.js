// What is the answer in one line?  In how many years plans spoke of it, were silent, or are not held.
import { t } from "../i18n.js";

/** 1978—2026年：31年提及，12年有计划未见提及，2年仅有跨年规划，4年缺藏。 */
export function answerLine(answer, status) {
  const { years } = answer;
  const count = (state) => years.filter((one) => one.state === state).length;
  const missing = count("no_plan");
  if (answer.evidence === "none") return t("none.said", { n: status?.documents ?? years.reduce((sum, one) => sum + one.documents, 0), k: missing });
  if (!years.length) return "";
  const parts = [
    [count("mentioned"), "answer.mentioned"],
    [count("silent"), "answer.silent"],
    [count("covered_by"), "answer.covered"],
    [missing, "answer.none"],
  ];
  const told = parts.filter(([n, key]) => n || key === "answer.mentioned").map(([n, key]) => t(key, { n }));
  const [from, to] = [years[0].year, years.at(-1).year];
  return (from === to ? `${t("year.of", { y: from })}：` : t("answer.span", { from, to })) + told.join(t("answer.comma")) + t("answer.end");
}
